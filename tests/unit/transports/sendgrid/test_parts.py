"""A batch that went out in several requests: the attempt says so, for a worker may die between two of them."""

from pathlib import Path

from mailer.sandbox import Faults, Sandbox, SandboxOptions
from mailer.sandbox.faults import Fault
from mailer.transports import open_transport
from tests.outgoing import KEY, outgoing, people, settings


def attempts(tmp_path: Path, faults: Faults) -> dict[str, str]:
    """address -> the attempt that its letter carries."""
    with Sandbox(SandboxOptions(faults=faults, api_key=KEY)) as sandbox:
        transport = open_transport("sendgrid", settings(tmp_path, host=sandbox.base_url))
        transport.send(outgoing(people(4), attempt="attempt1"))
        transport.close()
        return {letter["to"]: letter["custom_args"]["nb_attempt"] for letter in sandbox.log}


def test_one_request_for_everybody_carries_the_attempt_itself(tmp_path: Path) -> None:
    found = attempts(tmp_path, Faults([]))
    assert found == {f"person.{number}@example.org": "attempt1" for number in range(4)}


def test_a_request_for_some_carries_a_part_of_the_attempt(tmp_path: Path) -> None:
    refused = Fault(do="recipients", addresses=["person.2@example.org"], field="right")
    found = attempts(tmp_path, Faults([refused]))
    assert found == {f"person.{number}@example.org": "attempt1.part" for number in (0, 1, 3)}

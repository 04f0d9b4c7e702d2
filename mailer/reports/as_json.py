"""A report as one JSON document: every figure, nothing rounded but money."""

from mailer.model.report import CampaignReport

SUFFIX = ".json"


def render(report: CampaignReport) -> bytes:
    return report.model_dump_json(indent=2).encode() + b"\n"

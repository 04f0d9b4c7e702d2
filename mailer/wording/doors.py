"""The words of the pages that a message's links open, in the languages that we write in.

`{organisation}` is filled by the page, already escaped for HTML there.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class DoorWords:
    language: str
    direction: Literal["ltr", "rtl"]
    unsubscribe: str
    unsubscribe_question: str
    unsubscribe_promise: str
    unsubscribed: str
    unsubscribed_promise: str
    preferences: str
    opens: str
    opens_explained: str
    stop_opens: str
    opens_stopped: str
    opens_stopped_promise: str
    unsubscribe_everything: str


def door_words(language: str) -> DoorWords:
    """By the primary subtag (`pt-BR` reads as `pt`); English where we have no words."""
    return _WORDS.get(language.lower().partition("-")[0], _WORDS["en"])


_WORDS = {
    words.language: words
    for words in (
        DoorWords(
            "en",
            "ltr",
            "Unsubscribe",
            "Unsubscribe?",
            "Press the button and {organisation} will not write to you again.",
            "You are unsubscribed",
            "{organisation} will not write to you again. A message that is already on its way may "
            "still arrive.",
            "What you get from us",
            "Whether you open a message",
            "{organisation} may see whether you open its messages. You can stop that and still "
            "get them.",
            "Stop measuring my opens",
            "Your opens are not measured any more",
            "{organisation} no longer sees whether you open its messages. You still get them.",
            "Unsubscribe from everything",
        ),
        DoorWords(
            "de",
            "ltr",
            "Abmelden",
            "Abmelden?",
            "Wenn Sie auf den Knopf drücken, schreibt {organisation} Ihnen nicht mehr.",
            "Sie sind abgemeldet",
            "{organisation} schreibt Ihnen nicht mehr. Eine Nachricht, die schon unterwegs ist, "
            "kann noch ankommen.",
            "Was Sie von uns bekommen",
            "Ob Sie eine Nachricht öffnen",
            "{organisation} kann sehen, ob Sie Nachrichten öffnen. Sie können das beenden und "
            "bekommen sie trotzdem.",
            "Mein Öffnen nicht mehr messen",
            "Ihr Öffnen wird nicht mehr gemessen",
            "{organisation} sieht nicht mehr, ob Sie Nachrichten öffnen. Sie bekommen sie weiterhin.",
            "Von allem abmelden",
        ),
        DoorWords(
            "fr",
            "ltr",
            "Se désabonner",
            "Se désabonner ?",
            "Appuyez sur le bouton et {organisation} ne vous écrira plus.",
            "Vous êtes désabonné(e)",
            "{organisation} ne vous écrira plus. Un message déjà parti peut encore arriver.",
            "Ce que vous recevez de nous",
            "L’ouverture de nos messages",
            "{organisation} peut voir si vous ouvrez ses messages. Vous pouvez l’arrêter et "
            "continuer à les recevoir.",
            "Ne plus mesurer mes ouvertures",
            "Vos ouvertures ne sont plus mesurées",
            "{organisation} ne voit plus si vous ouvrez ses messages. Vous continuez à les recevoir.",
            "Se désabonner de tout",
        ),
        DoorWords(
            "es",
            "ltr",
            "Darse de baja",
            "¿Darse de baja?",
            "Pulse el botón y {organisation} no volverá a escribirle.",
            "Se ha dado de baja",
            "{organisation} no volverá a escribirle. Es posible que aún llegue un mensaje que ya "
            "está en camino.",
            "Lo que recibe de nosotros",
            "Si abre un mensaje",
            "{organisation} puede ver si usted abre sus mensajes. Puede impedirlo y seguir "
            "recibiéndolos.",
            "No medir más mis aperturas",
            "Ya no se miden sus aperturas",
            "{organisation} ya no ve si usted abre sus mensajes. Los seguirá recibiendo.",
            "Darse de baja de todo",
        ),
        DoorWords(
            "it",
            "ltr",
            "Annulla l’iscrizione",
            "Annullare l’iscrizione?",
            "Premi il pulsante e {organisation} non ti scriverà più.",
            "La tua iscrizione è annullata",
            "{organisation} non ti scriverà più. Un messaggio già partito può ancora arrivare.",
            "Che cosa ricevi da noi",
            "Se apri un messaggio",
            "{organisation} può vedere se apri i suoi messaggi. Puoi impedirlo e riceverli lo stesso.",
            "Non misurare più le mie aperture",
            "Le tue aperture non sono più misurate",
            "{organisation} non vede più se apri i suoi messaggi. Continuerai a riceverli.",
            "Annulla tutte le iscrizioni",
        ),
        DoorWords(
            "pt",
            "ltr",
            "Cancelar a subscrição",
            "Cancelar a subscrição?",
            "Carregue no botão e {organisation} não voltará a escrever-lhe.",
            "A sua subscrição foi cancelada",
            "{organisation} não voltará a escrever-lhe. Uma mensagem que já está a caminho ainda "
            "pode chegar.",
            "O que recebe de nós",
            "Se abre uma mensagem",
            "{organisation} pode ver se abre as suas mensagens. Pode impedir isso e continuar a "
            "recebê-las.",
            "Não medir mais as minhas aberturas",
            "As suas aberturas já não são medidas",
            "{organisation} já não vê se abre as suas mensagens. Continuará a recebê-las.",
            "Cancelar tudo",
        ),
        DoorWords(
            "nl",
            "ltr",
            "Afmelden",
            "Afmelden?",
            "Druk op de knop en {organisation} schrijft u niet meer.",
            "U bent afgemeld",
            "{organisation} schrijft u niet meer. Een bericht dat al onderweg is, kan nog aankomen.",
            "Wat u van ons krijgt",
            "Of u een bericht opent",
            "{organisation} kan zien of u berichten opent. U kunt dat stoppen en ze toch ontvangen.",
            "Mijn openen niet meer meten",
            "Uw openen wordt niet meer gemeten",
            "{organisation} ziet niet meer of u berichten opent. U blijft ze ontvangen.",
            "Voor alles afmelden",
        ),
        DoorWords(
            "pl",
            "ltr",
            "Wypisz się",
            "Wypisać się?",
            "Po naciśnięciu przycisku {organisation} nie będzie już do Ciebie pisać.",
            "Twój adres został wypisany",
            "{organisation} nie będzie już do Ciebie pisać. Wiadomość, która jest już w drodze, "
            "może jeszcze dotrzeć.",
            "Co od nas otrzymujesz",
            "Otwieranie wiadomości",
            "{organisation} może widzieć, czy otwierasz wiadomości. Możesz to wyłączyć i nadal je "
            "otrzymywać.",
            "Nie mierz otwarć",
            "Otwarcia nie są już mierzone",
            "{organisation} nie widzi już, czy otwierasz wiadomości. Nadal będziesz je otrzymywać.",
            "Wypisz się ze wszystkiego",
        ),
        DoorWords(
            "ar",
            "rtl",
            "إلغاء الاشتراك",
            "هل تريد إلغاء الاشتراك؟",
            "اضغط على الزر ولن تكتب إليك {organisation} مرة أخرى.",
            "تم إلغاء اشتراكك",
            "لن تكتب إليك {organisation} مرة أخرى. قد تصل رسالة هي في طريقها إليك الآن.",
            "ما تتلقاه منا",
            "فتحك للرسائل",
            "تستطيع {organisation} أن ترى إن كنت تفتح رسائلها. يمكنك إيقاف ذلك والاستمرار في تلقيها.",
            "أوقفوا قياس فتحي للرسائل",
            "لم يعد فتحك للرسائل يقاس",
            "لم تعد {organisation} ترى إن كنت تفتح رسائلها. ستستمر في تلقيها.",
            "إلغاء الاشتراك من كل شيء",
        ),
        DoorWords(
            "tr",
            "ltr",
            "Abonelikten çık",
            "Abonelikten çıkılsın mı?",
            "Düğmeye basarsanız {organisation} size bir daha yazmaz.",
            "Abonelikten çıktınız",
            "{organisation} size bir daha yazmaz. Yola çıkmış bir ileti yine de ulaşabilir.",
            "Bizden neler alıyorsunuz",
            "İletileri açmanız",
            "{organisation} iletilerini açıp açmadığınızı görebilir. Bunu durdurabilir, iletileri "
            "almaya devam edebilirsiniz.",
            "Açmalarım ölçülmesin",
            "Açmalarınız artık ölçülmüyor",
            "{organisation} artık iletilerini açıp açmadığınızı görmüyor. İletileri almaya devam "
            "edersiniz.",
            "Her şeyden çık",
        ),
        DoorWords(
            "ja",
            "ltr",
            "配信停止",
            "配信を停止しますか？",
            "ボタンを押すと、{organisation} からのメールは今後届きません。",
            "配信を停止しました",
            "{organisation} からのメールは今後届きません。すでに送信中のメールは届く場合があります。",
            "受け取る内容",
            "開封の計測",
            "{organisation} は、メールが開封されたかどうかを知ることがあります。計測を止めても、メールは引き続き届きます。",
            "開封の計測を止める",
            "開封の計測を止めました",
            "{organisation} は、メールが開封されたかどうかを今後計測しません。メールは引き続き届きます。",
            "すべての配信を停止",
        ),
    )
}

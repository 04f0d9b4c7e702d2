"""How press officers say who speaks, language by language: name, role, organisation of each quotation, in order."""

import pytest

from mailer.reading.lines import Line
from mailer.reading.quotes import spoken

Told = list[tuple[str | None, str | None, str | None]]
CASES: list[tuple[str, str, Told]] = [
    (
        "en",
        "“Every child deserves a desk,” said Maria Lopez, who leads Desk for All, a coalition of 40 charities.",
        [("Maria Lopez", None, "Desk for All")],
    ),
    (
        "en",
        "“Every child deserves a desk,” said Maria Lopez, who chairs the Westmoor School Forum.",
        [("Maria Lopez", None, "Westmoor School Forum")],
    ),
    (
        "en",
        "River Watch’s policy lead, Tom Ashe, said: “The rule is clear.”",
        [("Tom Ashe", "policy lead", "River Watch")],
    ),
    (
        "en",
        "“The rule is clear,” said River Watch’s head of policy Tom Ashe.",
        [("Tom Ashe", "head of policy", "River Watch")],
    ),
    (
        "en",
        "“The rule is clear,” says Tom Ashe (head of policy, River Watch).",
        [("Tom Ashe", "head of policy", "River Watch")],
    ),
    (
        "en",
        "Tom Ashe, River Watch head of policy, commented: “The rule is clear and it was broken.”",
        [("Tom Ashe", "head of policy", "River Watch")],
    ),
    (
        "en",
        "According to Tom Ashe, senior adviser at River Watch, “the rule is clear and it was broken twice”.",
        [("Tom Ashe", "senior adviser", "River Watch")],
    ),
    (
        "en",
        "“We will not be moved,” vowed Sister Ann Kelly, prioress of St Brigid’s Abbey.",
        [("Ann Kelly", "prioress", "St Brigid’s Abbey")],
    ),
    (
        "en",
        "“We will not be moved,” vowed branch secretary Dee Marsh.",
        [("Dee Marsh", "branch secretary", None)],
    ),
    (
        "en",
        "Dee Marsh, branch secretary of the Transport Workers’ Union, added: “We will not be moved.”",
        [("Dee Marsh", "branch secretary", "Transport Workers’ Union")],
    ),
    (
        "en",
        "“It was the longest night of my life,” recalls Jamal Idris, a paramedic with the Northern Ambulance Trust.",
        [("Jamal Idris", "paramedic", "Northern Ambulance Trust")],
    ),
    (
        "en",
        "Dr Priya Nair, consultant paediatrician at Eastmere Children’s Hospital and lead author of the study, said: “We were surprised by the size of it.”",
        [("Priya Nair", "consultant paediatrician", "Eastmere Children’s Hospital")],
    ),
    (
        "en",
        "Lead author Dr Priya Nair of Eastmere University said: “We were surprised by the size of it.”",
        [("Priya Nair", "Lead author", "Eastmere University")],
    ),
    (
        "en",
        "Co-author Professor Ian Webb, from the Department of Geology at the University of Norcott, said: “The rock does not lie.”",
        [("Ian Webb", "Co-author", "University of Norcott")],
    ),
    (
        "en",
        "“The rock does not lie,” said study co-author Ian Webb.",
        [("Ian Webb", "study co-author", None)],
    ),
    (
        "en",
        "The bishop, who spent Tuesday night at the shelter, said the law “punishes people for being cold”. “No parish can look away,” Bishop Maria Santos added.",
        [("Maria Santos", "Bishop", None)],
    ),
    (
        "en",
        "Volunteer coordinator Josh Pike has run the kitchen since 2019. “We never turn anyone away,” he says.",
        [("Josh Pike", "Volunteer coordinator", None)],
    ),
    (
        "en",
        "“Nobody asked us,” complained Lena Voss, a market trader for 30 years.",
        [("Lena Voss", "market trader", None)],
    ),
    (
        "en",
        "“Nobody asked us,” complained market trader Lena Voss, who has sold fish here for 30 years.",
        [("Lena Voss", "market trader", None)],
    ),
    (
        "en",
        "“We can end this within a decade,” UNSOW Deputy Executive Director Amadou Ba told the assembly.",
        [("Amadou Ba", "Deputy Executive Director", "UNSOW")],
    ),
    (
        "en",
        "UNSOW’s Representative in Malawi, Amadou Ba, said, “We can end this within a decade.”",
        [("Amadou Ba", "Representative in Malawi", "UNSOW")],
    ),
    (
        "en",
        "“This is a victory for every nurse,” said NNU President Carla Ruiz, RN.",
        [("Carla Ruiz", "President", "NNU")],
    ),
    (
        "en",
        "“This is a victory for every nurse,” said Carla Ruiz, RN, president of the National Nurses Alliance.",
        [("Carla Ruiz", "president", "National Nurses Alliance")],
    ),
    (
        "en",
        "Cllr Jo Blake, Leader of Marton Council, said: “This is a good day for tenants.”",
        [("Jo Blake", "Leader", "Marton Council")],
    ),
    (
        "en",
        "“This is a good day for tenants,” said the council’s leader, Jo Blake.",
        [("Jo Blake", "leader", None)],
    ),
    (
        "en",
        "Chief Executive of Homes First, Rita Osman, said: “The waiting list is now eleven years long.”",
        [("Rita Osman", "Chief Executive", "Homes First")],
    ),
    (
        "en",
        "Commenting on the figures, Rita Osman, chief executive of Homes First, said: “The waiting list is now eleven years long.”",
        [("Rita Osman", "chief executive", "Homes First")],
    ),
    (
        "en",
        "Responding to the budget, Homes First chief executive Rita Osman said:\n\n“The waiting list is now eleven years long.\n\n“It will be twelve by June.”",
        [("Rita Osman", "chief executive", "Homes First")],
    ),
    (
        "en",
        "“Our members are exhausted,” warned Fiona Grant from the Royal Society of Midwives.",
        [("Fiona Grant", None, "Royal Society of Midwives")],
    ),
    (
        "en",
        "Fiona Grant, spokesperson for the Royal Society of Midwives, warned that members were exhausted. “They are leaving in droves,” she said.",
        [("Fiona Grant", "spokesperson", "Royal Society of Midwives")],
    ),
    (
        "en",
        "A spokesperson for the Department of Health said: “We are grateful to all staff for their work.”",
        [(None, None, None)],
    ),
    (
        "en",
        "“We need answers, not another review,” insisted Helen Moor MP, chair of the Health Committee.",
        [("Helen Moor", "chair", "Health Committee")],
    ),
    (
        "en",
        "The Very Rev. Anne Lowe, Dean of Selcombe Cathedral, said, “It belongs to the whole county.”",
        [("Anne Lowe", "Dean", "Selcombe Cathedral")],
    ),
    (
        "en",
        "“It belongs to the whole county,” said the Reverend Canon Anne Lowe, Canon Precentor at Selcombe Cathedral.",
        [("Anne Lowe", "Canon Precentor", "Selcombe Cathedral")],
    ),
    (
        "en",
        "“These tapes were thought lost,” explained archivist Ruth Ondiek, who found them in a cellar.",
        [("Ruth Ondiek", "archivist", None)],
    ),
    (
        "en",
        "Professor Dame Sheila Holt, Vice-Chancellor of the University of Norcott, said: “We are proud of every one of them.”",
        [("Sheila Holt", "Vice-Chancellor", "University of Norcott")],
    ),
    (
        "en",
        "“Without a boat there is no school,” said Teuila Fonoti, principal of Nofoalii Primary School on the island of Manono.",
        [("Teuila Fonoti", "principal", "Nofoalii Primary School")],
    ),
    (
        "en",
        "“Without a boat there is no school,” explained the school’s principal, Teuila Fonoti.",
        [("Teuila Fonoti", "principal", None)],
    ),
    (
        "en",
        "“The strike is solid,” reported shop steward Gary Pugh. His colleague Ann Tate agreed: “Nobody crossed.”",
        [("Gary Pugh", "shop steward", None), ("Ann Tate", "colleague", None)],
    ),
    (
        "en",
        "“The strike is solid,” Pugh said. “Nobody crossed.”\n\nGary Pugh, the shop steward, has worked at the depot since 1998.",
        [("Gary Pugh", "shop steward", None)],
    ),
    (
        "en",
        "Environmental lawyer Nkechi Obi, acting for the villagers, said: “The court has finally heard them.”",
        [("Nkechi Obi", "Environmental lawyer", None)],
    ),
    (
        "en",
        "“The court has finally heard them,” said Nkechi Obi, the lawyer representing the villagers.",
        [("Nkechi Obi", "lawyer", None)],
    ),
    (
        "en",
        "“The court has finally heard them,” said the villagers’ lawyer, Nkechi Obi.",
        [("Nkechi Obi", "lawyer", None)],
    ),
    (
        "en",
        "“Aid is getting through, but slowly,” said Lars Berg, head of mission for Clinics Without Walls in Sudan.",
        [("Lars Berg", "head of mission", "Clinics Without Walls")],
    ),
    (
        "en",
        "Lars Berg, Clinics Without Walls’ head of mission in Sudan, said: “Aid is getting through, but slowly.”",
        [("Lars Berg", "head of mission in Sudan", "Clinics Without Walls")],
    ),
    (
        "en",
        "“Aid is getting through,” said Clinics Without Walls nurse Lars Berg, speaking from Port Sudan.",
        [("Lars Berg", "nurse", "Clinics Without Walls")],
    ),
    (
        "en",
        "Asked what had changed, the project’s founder, Ian Boyd, pointed at the river: “You can see the bottom.”",
        [("Ian Boyd", "founder", None)],
    ),
    (
        "en",
        "“You can see the bottom now,” volunteer Grace Lim, 19, said at the opening.",
        [("Grace Lim", "volunteer", None)],
    ),
    (
        "en",
        "“You can see the bottom now,” said 19-year-old volunteer Grace Lim.",
        [("Grace Lim", "volunteer", None)],
    ),
    (
        "en",
        "“The fund is empty,” acknowledged interim director Paula Reyes.",
        [("Paula Reyes", "interim director", None)],
    ),
    (
        "en",
        "“The fund is empty,” acknowledged the foundation’s outgoing treasurer, Paula Reyes.",
        [("Paula Reyes", "outgoing treasurer", None)],
    ),
    (
        "en",
        "“The fund is empty,” acknowledged Paula Reyes, who was appointed treasurer in May.",
        [("Paula Reyes", "treasurer", None)],
    ),
    (
        "en",
        "“The fund is empty,” acknowledged Paula Reyes, the treasurer. Asked whether more would come, she laughed. “Not from us,” she said.",
        [("Paula Reyes", "treasurer", None)],
    ),
    (
        "en",
        "“I was eleven when the mine closed,” remembers retired miner Bob Tranter, now 71.",
        [("Bob Tranter", "retired miner", None)],
    ),
    (
        "en",
        "“I was eleven when the mine closed,” remembers Bob Tranter, a former miner who now guides visitors.",
        [("Bob Tranter", "former miner", None)],
    ),
    (
        "en",
        "Keeper of Textiles Dr Amy Foulkes said: “The thread is thinner than a hair.”",
        [("Amy Foulkes", "Keeper of Textiles", None)],
    ),
    (
        "en",
        "“The thread is thinner than a hair,” said Amy Foulkes, Keeper of Textiles at the Halden Museum.",
        [("Amy Foulkes", "Keeper of Textiles", "Halden Museum")],
    ),
    (
        "en",
        "Museum director Karl Brandt called it a gift to the city. “We’d never have dared to ask,” he said.",
        [("Karl Brandt", "Museum director", None)],
    ),
    (
        "en",
        "“It’s the paperwork that kills you,” joked beekeeper Ida Storm.",
        [("Ida Storm", "beekeeper", None)],
    ),
    (
        "en",
        "His co-investigator, Professor Ruth Amoah of the University of Westmarch, added: “It is cheap, it is ugly and it works.”",
        [("Ruth Amoah", "co-investigator", "University of Westmarch")],
    ),
    (
        "en",
        "Hugh Ives, the group’s lawyer, replied that breaks were “a matter for single wards” and that nobody had complained.",
        [],
    ),
    (
        "en",
        "The idea came from a baker in the village, Mehdi Kasim, who starts work at one. “I needed somewhere to wait without a screen,” he says.",
        [("Mehdi Kasim", "baker in the village", None)],
    ),
    (
        "en",
        "“I thought it was a burglar alarm,” joked Len Parry, 84, a retired signalman.",
        [("Len Parry", "retired signalman", None)],
    ),
    ("en", "“I thought it was a burglar alarm,” said Tom Baker.", [("Tom Baker", None, None)]),
    (
        "en",
        "“The pilot works,” said Eleanor Marsh OBE, chair of Homes First.",
        [("Eleanor Marsh", "chair", "Homes First")],
    ),
    (
        "en",
        "The Most Rev. Gabriel Osei, Archbishop of Wexmouth, said every hall was a waiting room. “I have blessed more radiators than babies,” he said.",
        [("Gabriel Osei", "Archbishop of Wexmouth", None)],
    ),
    (
        "en",
        "Unite the Carers' national officer, Dev Anand, said members were paying from their own wages. “That is no benefit, it is a whip-round.”",
        [("Dev Anand", "national officer", "Unite the Carers")],
    ),
    (
        "en",
        "Laura Best, mother of Tom Best, slept there first. “I heard my son breathe through the wall,” she says.",
        [("Laura Best", "mother", None)],
    ),
    (
        "en",
        "Attorney Rachel Kim of the Harbour Legal Center said the ruling is the first of its kind. “Smoke is a hazard. It took a judge eleven minutes to say so,” Kim said.",
        [("Rachel Kim", "Attorney", "Harbour Legal Center")],
    ),
    (
        "en",
        "Dr. Luis Ferrer, a pulmonologist at Yarrow Memorial Hospital who testified at the trial, compared the air to two packs a day. “I have treated men of thirty with old lungs,” Ferrer told the court.",
        [("Luis Ferrer", "pulmonologist", "Yarrow Memorial Hospital")],
    ),
    (
        "en",
        "“We were promised lifts in 2019,” said campaigner Joy Abara, herself a wheelchair user.",
        [("Joy Abara", "campaigner", None)],
    ),
    (
        "en",
        "Headteacher Colin Marr said pupils had been “cold, wet and remarkably cheerful throughout the whole week”.",
        [("Colin Marr", "Headteacher", None)],
    ),
    (
        "en",
        "“It is a small grant with a long shadow,” said Lady Harcourt, the trust’s patron.",
        [("Harcourt", "patron", None)],
    ),
    (
        "en",
        "Speaking from Nairobi, WaterNow’s regional director for East Africa, Peter Kamau, said: “The wells are dry.”",
        [("Peter Kamau", "regional director for East Africa", "WaterNow")],
    ),
    (
        "en",
        "“The wells are dry,” said Peter Kamau, who heads WaterNow’s East Africa office.",
        [("Peter Kamau", None, "WaterNow")],
    ),
    (
        "en",
        "“I didn’t sleep,” admitted first-time voter Chloe Ng.",
        [("Chloe Ng", "first-time voter", None)],
    ),
    (
        "en",
        "“We will open every door we have,” pledged Rabbi Daniel Stern of Harrow Bay Synagogue.",
        [("Daniel Stern", "Rabbi", "Harrow Bay Synagogue")],
    ),
    (
        "en",
        "Imam Yusuf Rahman, chair of the Interfaith Forum, agreed. “Hunger has no denomination,” he said.",
        [("Yusuf Rahman", "chair", "Interfaith Forum")],
    ),
    (
        "en",
        "“Hunger has no denomination,” Rahman said.\n\nImam Yusuf Rahman chairs the Interfaith Forum.",
        [("Yusuf Rahman", "Imam", None)],
    ),
    (
        "en",
        "Stop the Cuts convenor Bev Lyle: “This is day one.”",
        [("Bev Lyle", "convenor", "Stop the Cuts")],
    ),
    (
        "en",
        "“This is day one,” Bev Lyle of Stop the Cuts told the crowd.",
        [("Bev Lyle", None, "Stop the Cuts")],
    ),
    (
        "en",
        "Ward sister Maya Lind, who has worked at the hospital since it opened, called the decision cruel. “I trained half of them,” she said.",
        [("Maya Lind", "Ward sister", None)],
    ),
    (
        "en",
        "“The glacier lost nine metres,” said Prof. Dr. Eva Brandt, lead glaciologist at the Alpine Institute in Grindel.",
        [("Eva Brandt", "lead glaciologist", "Alpine Institute")],
    ),
    ("en", "“I paid for that bench,” said Doris, 88.", [("Doris", None, None)]),
    (
        "en",
        "“Nobody came,” said one resident, who did not want to be named. “Nobody ever comes.”",
        [],
    ),
    (
        "de",
        "„Jedes Kind braucht einen Tisch“, sagt Maria Lohmann, die das Bündnis Tisch für alle leitet.",
        [("Maria Lohmann", None, "Bündnis Tisch für alle")],
    ),
    (
        "de",
        "„Jedes Kind braucht einen Tisch“, sagt Maria Lohmann, Leiterin des Bündnisses Tisch für alle.",
        [("Maria Lohmann", "Leiterin", "Bündnisses Tisch für alle")],
    ),
    (
        "de",
        "„Die Regel ist klar“, so Tom Esch, Referent für Wasserpolitik bei der Flusswacht.",
        [("Tom Esch", "Referent für Wasserpolitik", "Flusswacht")],
    ),
    (
        "de",
        "„Die Regel ist klar“, so der Wasserreferent der Flusswacht, Tom Esch.",
        [("Tom Esch", "Wasserreferent", "Flusswacht")],
    ),
    (
        "de",
        "„Die Regel ist klar“, so Flusswacht-Referent Tom Esch.",
        [("Tom Esch", "Referent", "Flusswacht")],
    ),
    (
        "de",
        "Tom Esch (Flusswacht) ergänzt: „Die Regel ist klar und wurde gebrochen.“",
        [("Tom Esch", None, "Flusswacht")],
    ),
    (
        "de",
        "Tom Esch, Flusswacht: „Die Regel ist klar und wurde gebrochen.“",
        [("Tom Esch", None, "Flusswacht")],
    ),
    (
        "de",
        "Dazu Tom Esch von der Flusswacht: „Die Regel ist klar und wurde gebrochen.“",
        [("Tom Esch", None, "Flusswacht")],
    ),
    (
        "de",
        "Dazu erklärt Tom Esch, stellvertretender Vorsitzender der Flusswacht: „Die Regel ist klar und wurde gebrochen.“",
        [("Tom Esch", "stellvertretender Vorsitzender", "Flusswacht")],
    ),
    (
        "de",
        "Laut Tom Esch, Vorstand der Flusswacht, sei die Regel „klar und längst gebrochen, und zwar von allen Beteiligten“.",
        [("Tom Esch", "Vorstand", "Flusswacht")],
    ),
    (
        "de",
        "„Wir bleiben“, versicherte Schwester Agnes Brandl, Priorin der Abtei St. Walburg.",
        [("Agnes Brandl", "Priorin", "Abtei St. Walburg")],
    ),
    (
        "de",
        "„Wir bleiben hier, bis ein Angebot auf dem Tisch liegt“, kündigte die Verhandlungsführerin von ver.dia, Dora Marsch, an.",
        [("Dora Marsch", "Verhandlungsführerin", "ver.dia")],
    ),
    (
        "de",
        "Dora Marsch, Landesbezirksleiterin der Gewerkschaft Verkehr: „Wir bleiben hier, bis ein Angebot auf dem Tisch liegt.“",
        [("Dora Marsch", "Landesbezirksleiterin", "Gewerkschaft Verkehr")],
    ),
    (
        "de",
        "„Es war die längste Nacht meines Lebens“, erinnert sich Notfallsanitäterin Jana Idris.",
        [("Jana Idris", "Notfallsanitäterin", None)],
    ),
    (
        "de",
        "Studienleiter Prof. Dr. Ingo Weber vom Institut für Geologie der Universität Nordau: „Der Stein lügt nicht, man muss ihn nur lesen.“",
        [("Ingo Weber", "Studienleiter", "Institut für Geologie der Universität Nordau")],
    ),
    (
        "de",
        "„Der Stein lügt nicht“, erklärte Ingo Weber, Professor für Geologie an der Universität Nordau.",
        [("Ingo Weber", "Professor für Geologie", "Universität Nordau")],
    ),
    (
        "de",
        "Ingo Weber leitet das Labor seit 2009. „Der Stein lügt nicht“, sagt er.",
        [("Ingo Weber", None, None)],
    ),
    (
        "de",
        "„Uns hat niemand gefragt“, beklagt Marktfrau Lena Voss.",
        [("Lena Voss", "Marktfrau", None)],
    ),
    (
        "de",
        "„Uns hat niemand gefragt“, beklagt die Marktfrau Lena Voss, die hier seit 30 Jahren Fisch verkauft.",
        [("Lena Voss", "Marktfrau", None)],
    ),
    (
        "de",
        "„Das lässt sich in zehn Jahren beenden“, sagte der stellvertretende Exekutivdirektor von UNSOW, Amadou Ba, vor der Versammlung.",
        [("Amadou Ba", "stellvertretende Exekutivdirektor", "UNSOW")],
    ),
    (
        "de",
        "UNSOW-Länderdirektor Amadou Ba sagte in Lilongwe: „Das lässt sich in zehn Jahren beenden.“",
        [("Amadou Ba", "Länderdirektor", "UNSOW")],
    ),
    (
        "de",
        "„Ein guter Tag für alle Mieterinnen und Mieter“, freute sich Stadträtin Johanna Blank nach der Abstimmung.",
        [("Johanna Blank", "Stadträtin", None)],
    ),
    (
        "de",
        "Wohnungsbausenatorin Johanna Blank sprach von einem guten Tag. „Die Mieter haben lange gewartet“, sagte Blank.",
        [("Johanna Blank", "Wohnungsbausenatorin", None)],
    ),
    (
        "de",
        "„Die Warteliste ist elf Jahre lang“, bemängelt die Geschäftsführerin des Vereins Erst Wohnen, Rita Osman.",
        [("Rita Osman", "Geschäftsführerin", "Vereins Erst Wohnen")],
    ),
    (
        "de",
        "Anlässlich der neuen Zahlen erklärt Rita Osman, Geschäftsführerin des Mieterrings:\n\n„Die Warteliste ist elf Jahre lang.\n\nIm Juni werden es zwölf sein.“",
        [("Rita Osman", "Geschäftsführerin", "Mieterrings")],
    ),
    (
        "de",
        "Für den Kakaobauern Kwame Mensah ändert sich wenig. „Wir werden weiter nach Säcken bezahlt“, sagt er.",
        [("Kwame Mensah", "Kakaobauern", None)],
    ),
    (
        "de",
        "„Unsere Mitglieder sind erschöpft“, warnt Fiona Grandt vom Hebammenverband.",
        [("Fiona Grandt", None, "Hebammenverband")],
    ),
    (
        "de",
        "„Unsere Mitglieder sind erschöpft“, warnt Hebammenverbands-Sprecherin Fiona Grandt.",
        [("Fiona Grandt", "Sprecherin", "Hebammenverbands")],
    ),
    (
        "de",
        "Landesbischof Paul Aschke sagte im Gottesdienst: „Dieser Dom gehört der ganzen Stadt.“",
        [("Paul Aschke", "Landesbischof", None)],
    ),
    (
        "de",
        "„Dieser Dom gehört der ganzen Stadt“, betonte Dompropst Monsignore Paul Aschke.",
        [("Paul Aschke", "Dompropst", None)],
    ),
    (
        "de",
        "„Die Bänder galten als verloren“, erklärt Archivarin Ruth Onken, die sie im Keller fand.",
        [("Ruth Onken", "Archivarin", None)],
    ),
    (
        "de",
        "„Die Bänder galten als verloren“, erklärt Ruth Onken. Die Archivarin fand sie im Keller.",
        [("Ruth Onken", None, None)],
    ),
    (
        "de",
        "Unipräsidentin Prof. Dr. Silke Holt gratuliert: „Wir sind stolz auf jede Einzelne.“",
        [("Silke Holt", "Unipräsidentin", None)],
    ),
    (
        "de",
        "Silke Holt, Rektorin der Hochschule Nordau, gratuliert: „Wir sind stolz auf jede Einzelne.“",
        [("Silke Holt", "Rektorin", "Hochschule Nordau")],
    ),
    (
        "de",
        "„Ohne Boot keine Schule“, sagt Teresa Fonck, die Schulleiterin auf der Insel.",
        [("Teresa Fonck", "Schulleiterin", None)],
    ),
    (
        "de",
        "„Der Streik steht“, meldet Betriebsrätin Gabi Pohl. Ihr Kollege Axel Tamm pflichtet bei: „Keiner ist reingegangen.“",
        [("Gabi Pohl", "Betriebsrätin", None), ("Axel Tamm", "Kollege", None)],
    ),
    (
        "de",
        "„Das Gericht hat sie endlich gehört“, sagte Rechtsanwältin Nina Obi, die die Dorfbewohner vertritt.",
        [("Nina Obi", "Rechtsanwältin", None)],
    ),
    (
        "de",
        "„Die Hilfe kommt an“, berichtet Lars Berg, Länderreferent Sudan bei Brot & Brunnen.",
        [("Lars Berg", "Länderreferent Sudan", "Brot & Brunnen")],
    ),
    (
        "de",
        "„Meine Vorfahren haben die Mauer gebaut“, sagt Landwirt Meinolf Tippe aus Eschbach.",
        [("Meinolf Tippe", "Landwirt", None)],
    ),
    (
        "de",
        "„Man sieht wieder den Grund“, sagt die 19-jährige Helferin Greta Lind.",
        [("Greta Lind", "Helferin", None)],
    ),
    (
        "de",
        "„Man sieht wieder den Grund“, sagt Greta Lind (19), Studentin an der Hochschule Nordau.",
        [("Greta Lind", "Studentin", "Hochschule Nordau")],
    ),
    (
        "de",
        "„Die Kasse ist leer“, räumte die kommissarische Direktorin Paula Reiß ein.",
        [("Paula Reiß", "kommissarische Direktorin", None)],
    ),
    (
        "de",
        "„Die Kasse ist leer“, räumte Kassenwartin Paula Reiß ein. Ob mehr komme? Sie lacht. „Von uns nicht“, sagt sie.",
        [("Paula Reiß", "Kassenwartin", None)],
    ),
    (
        "de",
        "„Ich war elf, als die Zeche schloss“, erinnert sich der ehemalige Bergmann Bodo Tranter, heute 71.",
        [("Bodo Tranter", "ehemalige Bergmann", None)],
    ),
    (
        "de",
        "„Ich war elf, als die Zeche schloss“, erinnert sich Bodo Tranter, früher Bergmann und heute Museumsführer.",
        [("Bodo Tranter", "Bergmann und heute Museumsführer", None)],
    ),
    (
        "de",
        "Museumsdirektor Karl Brandt spricht von einem Geschenk. „Darum hätten wir nie zu bitten gewagt“, sagt er.",
        [("Karl Brandt", "Museumsdirektor", None)],
    ),
    (
        "de",
        "„Der Papierkram bringt einen um“, scherzt Imkerin Ida Storm.",
        [("Ida Storm", "Imkerin", None)],
    ),
    (
        "de",
        "Die Präsidentin des Diakonischen Werks, Dr. Ulla Sand, unterstrich: „Pflege ist kein Geschäft.“",
        [("Ulla Sand", "Präsidentin", "Diakonischen Werks")],
    ),
    (
        "de",
        "Caritas-Vorstand Ulla Sand unterstrich: „Pflege ist kein Geschäft, sondern ein Versprechen.“",
        [("Ulla Sand", "Vorstand", "Caritas")],
    ),
    (
        "de",
        "Amtsrichterin Ulla Sand wies den Antrag ab. Richterin Sand begründete: „Die Frist war längst verstrichen.“",
        [("Ulla Sand", "Amtsrichterin", None)],
    ),
    (
        "de",
        "Nach den Worten von Oberkirchenrat Jens Tell braucht die Kirche „weniger Papier und mehr offene Türen in den Dörfern“.",
        [("Jens Tell", "Oberkirchenrat", None)],
    ),
    (
        "de",
        "Jens Tell, der für die Diakonie im Krisenstab sitzt, sagt: „Wir planen von Tag zu Tag.“",
        [("Jens Tell", None, None)],
    ),
    (
        "de",
        "Kreisbrandmeister Jens Tell lobte die Nachbarwehren: „Ohne sie stünde das Dorf nicht mehr.“",
        [("Jens Tell", "Kreisbrandmeister", None)],
    ),
    (
        "de",
        "„Wer drei Jahre lang ein Gutachten versteckt, will nicht, dass es gelesen wird“, erklärt Vorständin Karla Meinrad.",
        [("Karla Meinrad", "Vorständin", None)],
    ),
    (
        "de",
        "Bürgermeisterin Sonja Kehl (parteilos) sieht das anders. Das Werk bringe „Arbeit in ein Tal, aus dem die Jungen wegziehen“, sagte sie am Montag.",
        [("Sonja Kehl", "Bürgermeisterin", None)],
    ),
    (
        "de",
        "Dessen Sprecher, der pensionierte Richter Eckart Vollmer, betont: „Es ist ein Raum, in dem das Recht noch einmal nachdenken darf.“",
        [("Eckart Vollmer", "Sprecher", None)],
    ),
    (
        "de",
        "„Das Gericht kann den Bau anhalten, bevor der erste Baum fällt“, so Rechtsanwalt Dr. Falk Öhler, der den Verein vertritt.",
        [("Falk Öhler", "Rechtsanwalt", None)],
    ),
    (
        "de",
        "Die Idee hatte Küsterin Rosemarie Dahl, als sie im Januar einen Mann auf der Empore fand. „Er hat sich entschuldigt. Ich habe mich geschämt“, erzählt sie.",
        [("Rosemarie Dahl", "Küsterin", None)],
    ),
    (
        "de",
        "„Neun Räume mehr, das sind für uns neun Nächte weniger Angst“, meint Streetworker Ali Kaya vom Diakonischen Werk.",
        [("Ali Kaya", "Streetworker", "Diakonischen Werk")],
    ),
    (
        "de",
        "Kritisch äußert sich Kirchmeister Horst Ebel: „Die Gasrechnung betet nicht mit.“",
        [("Horst Ebel", "Kirchmeister", None)],
    ),
    (
        "de",
        "„Uns wurden 2019 Aufzüge versprochen“, sagt Aktivistin Joy Abara, die selbst im Rollstuhl sitzt.",
        [("Joy Abara", "Aktivistin", None)],
    ),
    (
        "de",
        "Rektor Kolja Marr nannte die Klassen „kalt, nass und trotzdem erstaunlich fröhlich in dieser Woche“.",
        [("Kolja Marr", "Rektor", None)],
    ),
    (
        "de",
        "Aus Nairobi berichtet Peter Kamau, Regionaldirektor Ostafrika von WasserJetzt: „Die Brunnen sind leer.“",
        [("Peter Kamau", "Regionaldirektor Ostafrika", "WasserJetzt")],
    ),
    (
        "de",
        "„Meine Mandantin ist erleichtert“, so Rechtsanwältin Janet Will von der Kanzlei Will & Töchter.",
        [("Janet Will", "Rechtsanwältin", "Kanzlei Will & Töchter")],
    ),
    (
        "de",
        "Rabbiner Daniel Stern von der Jüdischen Gemeinde Hallstein sagt: „Hunger hat keine Konfession.“",
        [("Daniel Stern", "Rabbiner", "Jüdischen Gemeinde Hallstein")],
    ),
    (
        "de",
        "„Das ist Tag eins“, erklärt die Bezirksgeschäftsführerin der Gewerkschaft GPG, Bea Lühl.",
        [("Bea Lühl", "Bezirksgeschäftsführerin", "Gewerkschaft GPG")],
    ),
    (
        "de",
        "Stationsleiterin Maja Lind, seit der Eröffnung im Haus, nennt die Entscheidung grausam. „Die Hälfte habe ich ausgebildet“, sagt sie.",
        [("Maja Lind", "Stationsleiterin", None)],
    ),
    (
        "de",
        "Auf die Frage, ob er klagen werde, antwortete der Landrat des Kreises Denbach, Ronald Preis: „Jeden Tag.“",
        [("Ronald Preis", "Landrat", "Kreises Denbach")],
    ),
    (
        "de",
        "„Der Gletscher hat neun Meter verloren“, sagt Prof. Dr. Eva Brandt, Glaziologin am Alpinen Institut in Grindel.",
        [("Eva Brandt", "Glaziologin", "Alpinen Institut")],
    ),
    (
        "de",
        "„Die Bank habe ich bezahlt“, sagt Doris Kern (88) aus Eschbach.",
        [("Doris Kern", None, None)],
    ),
    (
        "de",
        "„Niemand kam“, sagt eine Anwohnerin, die ungenannt bleiben will. „Es kommt nie jemand.“",
        [],
    ),
    (
        "de",
        "Die Vizepräsidentin der Ärztekammer Nordau, Dr. Inge Falk, mahnt: „Wer spart, zahlt später.“",
        [("Inge Falk", "Vizepräsidentin", "Ärztekammer Nordau")],
    ),
    (
        "de",
        "ver.dia-Sekretär Ole Brandt sieht das ähnlich: „Wer spart, zahlt später.“",
        [("Ole Brandt", "Sekretär", "ver.dia")],
    ),
    (
        "de",
        "Auch der Deutsche Wanderbund begrüßt die Pläne. „Ein Weg ist mehr als ein Strich“, so Präsident Udo Merz.",
        [("Udo Merz", "Präsident", None)],
    ),
    (
        "fr",
        "« Chaque enfant a droit à un bureau », affirme Marie Lopez, qui dirige le collectif Un bureau pour tous.",
        [("Marie Lopez", None, "collectif Un bureau pour tous")],
    ),
    (
        "fr",
        "« Chaque enfant a droit à un bureau », affirme Marie Lopez, présidente du collectif Un bureau pour tous.",
        [("Marie Lopez", "présidente", "collectif Un bureau pour tous")],
    ),
    (
        "fr",
        "« La règle est claire », insiste Thomas Achard, chargé de plaidoyer à Veille Rivières.",
        [("Thomas Achard", "chargé de plaidoyer", "Veille Rivières")],
    ),
    (
        "fr",
        "« La règle est claire », insiste le chargé de plaidoyer de Veille Rivières, Thomas Achard.",
        [("Thomas Achard", "chargé de plaidoyer", "Veille Rivières")],
    ),
    (
        "fr",
        "Selon Thomas Achard, juriste au sein de l’association Veille Rivières, « la règle est claire et elle a été violée deux fois ».",
        [("Thomas Achard", "juriste", "association Veille Rivières")],
    ),
    (
        "fr",
        "Pour Thomas Achard (Veille Rivières), « la règle est claire et elle a été violée deux fois ».",
        [("Thomas Achard", None, "Veille Rivières")],
    ),
    (
        "fr",
        "Thomas Achard, Veille Rivières : « La règle est claire et elle a été violée. »",
        [("Thomas Achard", None, "Veille Rivières")],
    ),
    (
        "fr",
        "« Nous ne bougerons pas », a prévenu sœur Agnès Bardin, prieure de l’abbaye Sainte-Brigide.",
        [("Agnès Bardin", "prieure", "abbaye Sainte-Brigide")],
    ),
    (
        "fr",
        "« Nous ne bougerons pas », a lancé la secrétaire générale du Syndicat des transports, Dora Marchal, devant 2 000 adhérents.",
        [("Dora Marchal", "secrétaire générale", "Syndicat des transports")],
    ),
    (
        "fr",
        "Dora Marchal, déléguée syndicale SNT au dépôt de Brévin, précise : « Nous ne bougerons pas d’ici. »",
        [("Dora Marchal", "déléguée syndicale", "SNT")],
    ),
    (
        "fr",
        "« Ce fut la plus longue nuit de ma vie », se souvient Jamal Idris, ambulancier au CHU de Brévin.",
        [("Jamal Idris", "ambulancier", "CHU de Brévin")],
    ),
    (
        "fr",
        "La Dre Priya Nair, pédiatre à l’hôpital d’Estmère et première autrice de l’étude, explique : « L’ampleur de l’effet nous a surpris. »",
        [("Priya Nair", "pédiatre", "hôpital d’Estmère")],
    ),
    (
        "fr",
        "« La roche ne ment pas », résume le professeur Yvan Weber, géologue à l’université de Norcourt.",
        [("Yvan Weber", "géologue", "université de Norcourt")],
    ),
    (
        "fr",
        "« La roche ne ment pas », résume Yvan Weber, professeur de géologie à l’université de Norcourt.",
        [("Yvan Weber", "professeur de géologie", "université de Norcourt")],
    ),
    (
        "fr",
        "« La roche ne ment pas », résume Yvan Weber, du laboratoire de géologie de l’université de Norcourt.",
        [("Yvan Weber", None, "laboratoire de géologie de l’université de Norcourt")],
    ),
    (
        "fr",
        "Yvan Weber dirige le laboratoire depuis 2009. « La roche ne ment pas », dit-il.",
        [("Yvan Weber", None, None)],
    ),
    (
        "fr",
        "Bénévole depuis 2019, Josette Pic tient la cuisine. « On ne renvoie personne », dit-elle.",
        [("Josette Pic", "Bénévole", None)],
    ),
    (
        "fr",
        "« Personne ne nous a consultés », se plaint Léna Vos, marchande de poisson.",
        [("Léna Vos", "marchande de poisson", None)],
    ),
    (
        "fr",
        "« Personne ne nous a consultés », se plaint la poissonnière Léna Vos, installée ici depuis 30 ans.",
        [("Léna Vos", "poissonnière", None)],
    ),
    (
        "fr",
        "« On peut en finir en dix ans », a déclaré Amadou Ba, directeur exécutif adjoint de l’UNSOW, devant l’assemblée.",
        [("Amadou Ba", "directeur exécutif adjoint", "UNSOW")],
    ),
    (
        "fr",
        "« C’est une victoire pour chaque infirmière », se félicite Carla Ruiz, infirmière et présidente de l’Alliance des soignants.",
        [("Carla Ruiz", "infirmière et présidente", "Alliance des soignants")],
    ),
    (
        "fr",
        "L’adjointe au logement, Joëlle Blanc, s’est dite soulagée : « Les locataires ont attendu longtemps. »",
        [("Joëlle Blanc", "adjointe au logement", None)],
    ),
    (
        "fr",
        "« Les locataires ont attendu longtemps », a réagi Joëlle Blanc, adjointe au maire chargée du logement.",
        [("Joëlle Blanc", "adjointe au maire chargée du logement", None)],
    ),
    (
        "fr",
        "« La liste d’attente est de onze ans », déplore la directrice générale de Toit d’abord, Rita Osman.",
        [("Rita Osman", "directrice générale", "Toit d’abord")],
    ),
    (
        "fr",
        "Rita Osman, directrice générale de Toit d’abord, a fait la déclaration suivante :\n\n« La liste d’attente est de onze ans.\n\n« En juin, elle sera de douze. »",
        [("Rita Osman", "directrice générale", "Toit d’abord")],
    ),
    (
        "fr",
        "« Nos membres sont épuisées », avertit Fiona Grant, de l’Ordre des sages-femmes.",
        [("Fiona Grant", None, "Ordre des sages-femmes")],
    ),
    (
        "fr",
        "« Nos membres sont épuisées », avertit la porte-parole de l’Ordre des sages-femmes, Fiona Grant.",
        [("Fiona Grant", "porte-parole", "Ordre des sages-femmes")],
    ),
    (
        "fr",
        "« Cette cathédrale appartient à tous », rappelle le père Paul Achard, curé de la paroisse Saint-Anselme.",
        [("Paul Achard", "curé", "paroisse Saint-Anselme")],
    ),
    (
        "fr",
        "« On croyait ces bandes perdues », raconte l’archiviste Ruth Ondic, qui les a retrouvées dans une cave.",
        [("Ruth Ondic", "archiviste", None)],
    ),
    (
        "fr",
        "La présidente de l’université de Norcourt, Sylvie Houle, se dit « fière de chacune d’elles et de leur travail pendant ces trois ans ».",
        [("Sylvie Houle", "présidente", "université de Norcourt")],
    ),
    (
        "fr",
        "« Sans barque, pas d’école », explique Teresa Fonti, directrice de l’école primaire de Manon.",
        [("Teresa Fonti", "directrice", "école primaire de Manon")],
    ),
    (
        "fr",
        "« La grève est suivie », rapporte la déléguée Gaby Poul. Son collègue Axel Tamm confirme : « Personne n’est entré. »",
        [("Gaby Poul", "déléguée", None), ("Axel Tamm", "collègue", None)],
    ),
    (
        "fr",
        "« La grève est suivie, se félicite Gaby Poul, déléguée CGR. Personne n’est entré ce matin. »",
        [("Gaby Poul", "déléguée", "CGR")],
    ),
    (
        "fr",
        "« La justice les a enfin entendus », a salué leur avocate, Me Nina Obi.",
        [("Nina Obi", "avocate", None)],
    ),
    (
        "fr",
        "« L’aide arrive », témoigne Lars Berg, coordinateur d’urgence pour Médecins du Rivage.",
        [("Lars Berg", "coordinateur d’urgence", "Médecins du Rivage")],
    ),
    (
        "fr",
        "« Mes ancêtres ont bâti ce mur », dit Mérinda Tip, ancienne du village.",
        [("Mérinda Tip", "ancienne du village", None)],
    ),
    (
        "fr",
        "« La caisse est vide », reconnaît la directrice par intérim, Paula Reyes.",
        [("Paula Reyes", "directrice par intérim", None)],
    ),
    (
        "fr",
        "« La caisse est vide », reconnaît Paula Reyes, nommée trésorière en mai.",
        [("Paula Reyes", "trésorière", None)],
    ),
    (
        "fr",
        "« J’avais onze ans quand la mine a fermé », se rappelle Robert Tranter, mineur à la retraite.",
        [("Robert Tranter", "mineur à la retraite", None)],
    ),
    (
        "fr",
        "« J’avais onze ans quand la mine a fermé », se rappelle l’ancien mineur Robert Tranter, 71 ans.",
        [("Robert Tranter", "ancien mineur", None)],
    ),
    (
        "fr",
        "« C’est la paperasse qui tue », plaisante l’apicultrice Ida Storm.",
        [("Ida Storm", "apicultrice", None)],
    ),
    (
        "fr",
        "Comme l’explique Ida Storm, cheffe du service de néonatologie du CHU de Brévin, « la chambre d’à côté change tout pour les parents ».",
        [("Ida Storm", "cheffe du service de néonatologie", "CHU de Brévin")],
    ),
    (
        "fr",
        "Ida Storm, cheffe de service au CHU de Brévin, l’assure : « La chambre d’à côté change tout. »",
        [("Ida Storm", "cheffe de service", "CHU de Brévin")],
    ),
    (
        "fr",
        "« La chambre d’à côté change tout », assure Mme Storm, qui préside le conseil de surveillance.",
        [("Storm", None, None)],
    ),
    (
        "fr",
        "Et Ida Storm d’ajouter : « La chambre d’à côté change tout pour les parents. »",
        [("Ida Storm", None, None)],
    ),
    (
        "fr",
        "À en croire Ida Storm, vice-présidente du conseil départemental, « la route sera finie avant l’hiver prochain ».",
        [("Ida Storm", "vice-présidente", "conseil départemental")],
    ),
    (
        "fr",
        "Pédiatre et coprésidente de Médecins du Rivage, la Dre Inès Abgrall suit depuis dix ans les enfants du canton : « Je ne peux plus leur dire que l’eau est bonne. »",
        [("Inès Abgrall", "Pédiatre et coprésidente", "Médecins du Rivage")],
    ),
    (
        "fr",
        "L’idée est venue d’un boulanger du village, Mehdi Kacem, qui prend son service à une heure. « J’avais besoin d’un endroit où attendre sans écran », raconte-t-il.",
        [("Mehdi Kacem", "boulanger du village", None)],
    ),
    (
        "fr",
        "Pour Me Karim Saadi, avocat des sinistrés, l’État « joue la montre en espérant que les gens se lassent enfin ».",
        [("Karim Saadi", "avocat des sinistrés", None)],
    ),
    (
        "fr",
        "« J’ai fermé assez de gares », lâche Michel Arnoux, ancien chef de gare âgé de 81 ans.",
        [("Michel Arnoux", "ancien chef de gare", None)],
    ),
    (
        "fr",
        "Une réponse que Bastien Oury, juriste du réseau, juge un peu courte. « Encore faut-il qu’il y ait un auteur », rappelle-t-il.",
        [("Bastien Oury", "juriste", "réseau")],
    ),
    (
        "fr",
        "« On nous a promis des ascenseurs en 2019 », rappelle la militante Joy Abara, elle-même en fauteuil.",
        [("Joy Abara", "militante", None)],
    ),
    (
        "fr",
        "Depuis Nairobi, le directeur régional d’Eau Maintenant, Pierre Kamau, alerte : « Les puits sont à sec. »",
        [("Pierre Kamau", "directeur régional", "Eau Maintenant")],
    ),
    (
        "fr",
        "« Les puits sont à sec », alerte Pierre Kamau, qui dirige le bureau d’Eau Maintenant à Nairobi.",
        [("Pierre Kamau", None, None)],
    ),
    (
        "fr",
        "Agriculteur et garde-rivière, Théo Hale est plus direct. « La rivière ne lit pas les rapports », dit-il.",
        [("Théo Hale", "Agriculteur et garde-rivière", None)],
    ),
    (
        "fr",
        "« Ma cliente est soulagée », a déclaré Me Jeanne Ville, du cabinet Ville et Filles.",
        [("Jeanne Ville", None, "cabinet Ville et Filles")],
    ),
    (
        "fr",
        "Le rabbin Daniel Stern, de la synagogue de Hallstein, approuve : « La faim n’a pas de religion. »",
        [("Daniel Stern", "rabbin", "synagogue de Hallstein")],
    ),
    (
        "fr",
        "L’imam Youssef Rahman, président du Forum interreligieux, approuve : « La faim n’a pas de religion. »",
        [("Youssef Rahman", "président", "Forum interreligieux")],
    ),
    (
        "fr",
        "« Ce n’est que le premier jour », a lancé Béa Lule, du collectif Stop aux coupes.",
        [("Béa Lule", None, "collectif Stop aux coupes")],
    ),
    (
        "fr",
        "« Ce n’est que le premier jour », a lancé à la foule la porte-parole du collectif, Béa Lule.",
        [("Béa Lule", "porte-parole", "collectif")],
    ),
    (
        "fr",
        "La cadre de santé Maya Lind, présente depuis l’ouverture, juge la décision cruelle. « J’en ai formé la moitié », dit-elle.",
        [("Maya Lind", "cadre de santé", None)],
    ),
    ("fr", "« Ce banc, c’est moi qui l’ai payé », sourit Doris, 88 ans.", [("Doris", None, None)]),
    (
        "fr",
        "« Personne n’est venu », raconte une habitante qui souhaite rester anonyme. « Personne ne vient jamais. »",
        [],
    ),
    (
        "fr",
        "D’après Inès Faure, vice-présidente du Conseil de l’ordre des médecins de Nordau, « celui qui économise paiera plus tard ».",
        [("Inès Faure", "vice-présidente", "Conseil de l’ordre des médecins de Nordau")],
    ),
    (
        "fr",
        "Même constat chez Olivier Brun, secrétaire départemental de la CGR : « Celui qui économise paiera plus tard. »",
        [("Olivier Brun", "secrétaire départemental", "CGR")],
    ),
    (
        "es",
        "«Cada niño merece una mesa», afirma María López, que dirige la coalición Mesas para Todos.",
        [("María López", None, "coalición Mesas para Todos")],
    ),
    (
        "es",
        "«La norma es clara», insiste Tomás Ache, responsable de incidencia de Vigía de Ríos.",
        [("Tomás Ache", "responsable de incidencia", "Vigía de Ríos")],
    ),
    (
        "es",
        "«La norma es clara», insiste el responsable de incidencia de Vigía de Ríos, Tomás Ache.",
        [("Tomás Ache", "responsable de incidencia", "Vigía de Ríos")],
    ),
    (
        "es",
        "A juicio de Tomás Ache, asesor jurídico de Vigía de Ríos, «la norma es clara y se ha incumplido dos veces».",
        [("Tomás Ache", "asesor jurídico", "Vigía de Ríos")],
    ),
    (
        "es",
        "Según Tomás Ache (Vigía de Ríos), «la norma es clara y se ha incumplido dos veces».",
        [("Tomás Ache", None, "Vigía de Ríos")],
    ),
    (
        "es",
        "Tomás Ache, portavoz de Vigía de Ríos: «La norma es clara y se ha incumplido.»",
        [("Tomás Ache", "portavoz", "Vigía de Ríos")],
    ),
    (
        "es",
        "«No nos moveremos», advirtió sor Inés Bardo, priora de la abadía de Santa Brígida.",
        [("Inés Bardo", "priora", "abadía de Santa Brígida")],
    ),
    (
        "es",
        "«No nos moveremos», proclamó la secretaria general del Sindicato del Transporte, Dora Marchena, ante 2.000 afiliados.",
        [("Dora Marchena", "secretaria general", "Sindicato del Transporte")],
    ),
    (
        "es",
        "Dora Marchena, delegada sindical del SNT en la cochera de Lerma, precisa: «No nos moveremos de aquí».",
        [("Dora Marchena", "delegada sindical", "SNT")],
    ),
    (
        "es",
        "«Fue la noche más larga de mi vida», recuerda Jamal Idris, técnico de ambulancia del Hospital Comarcal de Lerma.",
        [("Jamal Idris", "técnico de ambulancia", "Hospital Comarcal de Lerma")],
    ),
    (
        "es",
        "La Dra. Priya Nair, pediatra del Hospital Infantil de Lerma y primera autora del estudio, explica: «Nos sorprendió la magnitud».",
        [("Priya Nair", "pediatra", "Hospital Infantil de Lerma")],
    ),
    (
        "es",
        "«La roca no miente», resume el catedrático de Geología de la Universidad de Almar, Iván Weber.",
        [("Iván Weber", "catedrático de Geología", "Universidad de Almar")],
    ),
    (
        "es",
        "«La roca no miente», resume Iván Weber, del Departamento de Geología de la Universidad de Almar.",
        [("Iván Weber", None, "Departamento de Geología de la Universidad de Almar")],
    ),
    (
        "es",
        "Iván Weber dirige el laboratorio desde 2009. «La roca no miente», dice.",
        [("Iván Weber", None, None)],
    ),
    (
        "es",
        "La voluntaria Josefa Pico cocina aquí desde 2019. «No echamos a nadie», dice.",
        [("Josefa Pico", "voluntaria", None)],
    ),
    (
        "es",
        "«Nadie nos preguntó», se queja Elena Vos, pescadera.",
        [("Elena Vos", "pescadera", None)],
    ),
    (
        "es",
        "«Nadie nos preguntó», lamenta la pescadera Elena Vos, que lleva aquí treinta años.",
        [("Elena Vos", "pescadera", None)],
    ),
    (
        "es",
        "«Se puede acabar en diez años», declaró Amadou Ba, director ejecutivo adjunto de UNSOW.",
        [("Amadou Ba", "director ejecutivo adjunto", "UNSOW")],
    ),
    (
        "es",
        "La concejala de Vivienda, Julia Blanco, se mostró satisfecha: «Los inquilinos han esperado mucho».",
        [("Julia Blanco", "concejala de Vivienda", None)],
    ),
    (
        "es",
        "«Los inquilinos han esperado mucho», reaccionó Julia Blanco, teniente de alcalde y concejala de Vivienda.",
        [("Julia Blanco", "teniente de alcalde y concejala de Vivienda", None)],
    ),
    (
        "es",
        "«La lista de espera es de once años», denuncia la directora general de Techo Primero, Rita Osman.",
        [("Rita Osman", "directora general", "Techo Primero")],
    ),
    (
        "es",
        "Con motivo de los nuevos datos, Rita Osman, directora de Techo Primero, ha declarado:\n\n«La lista de espera es de once años.\n\n»En junio será de doce».",
        [("Rita Osman", "directora", "Techo Primero")],
    ),
    (
        "es",
        "«Nuestras compañeras están agotadas», avisa Fiona Grande, del Colegio de Matronas.",
        [("Fiona Grande", None, "Colegio de Matronas")],
    ),
    (
        "es",
        "«Nuestras compañeras están agotadas», avisa Fiona Grande, vocal del Colegio de Matronas de Almar.",
        [("Fiona Grande", "vocal", "Colegio de Matronas de Almar")],
    ),
    (
        "es",
        "«Creíamos perdidas estas cintas», cuenta la archivera Ruth Onda, que las halló en un sótano.",
        [("Ruth Onda", "archivera", None)],
    ),
    (
        "es",
        "La rectora de la Universidad de Almar, Silvia Hoyos, se dijo «orgullosa de cada una de ellas y de su trabajo».",
        [("Silvia Hoyos", "rectora", "Universidad de Almar")],
    ),
    (
        "es",
        "«Sin barca no hay escuela», explica Teresa Fonte, directora del colegio público de Manono.",
        [("Teresa Fonte", "directora", "colegio público de Manono")],
    ),
    (
        "es",
        "«La huelga es total», informa la delegada Gabi Pol. Su compañero Axel Tamayo lo confirma: «No ha entrado nadie».",
        [("Gabi Pol", "delegada", None), ("Axel Tamayo", "compañero", None)],
    ),
    (
        "es",
        "«La ayuda llega», relata Lars Berg, coordinador de emergencias de Médicos del Litoral.",
        [("Lars Berg", "coordinador de emergencias", "Médicos del Litoral")],
    ),
    (
        "es",
        "«Se vuelve a ver el fondo», sonríe Gracia Lim, estudiante de 19 años.",
        [("Gracia Lim", "estudiante", None)],
    ),
    (
        "es",
        "«La caja está vacía», reconoce la directora en funciones, Paula Reyes.",
        [("Paula Reyes", "directora en funciones", None)],
    ),
    (
        "es",
        "«Tenía once años cuando cerró la mina», evoca Roberto Tranter, minero jubilado.",
        [("Roberto Tranter", "minero jubilado", None)],
    ),
    (
        "es",
        "«Tenía once años cuando cerró la mina», evoca el antiguo minero Roberto Tranter, de 71 años.",
        [("Roberto Tranter", "antiguo minero", None)],
    ),
    (
        "es",
        "«Lo que mata es el papeleo», bromea la apicultora Ida Storm.",
        [("Ida Storm", "apicultora", None)],
    ),
    (
        "es",
        "Como explica Ida Storm, jefa del servicio de Neonatología del Hospital de Lerma, «la habitación de al lado lo cambia todo para los padres».",
        [("Ida Storm", "jefa del servicio de Neonatología", "Hospital de Lerma")],
    ),
    (
        "es",
        "Y añade Ida Storm: «La habitación de al lado lo cambia todo para los padres».",
        [("Ida Storm", None, None)],
    ),
    (
        "es",
        "“Exigimos respuestas”, sostuvo Ana Ruiz, integrante de la Red de Madres Buscadoras.",
        [("Ana Ruiz", "integrante", "Red de Madres Buscadoras")],
    ),
    (
        "es",
        "Doña Carmen Huanca, lideresa de la comunidad de Ñuque, lo dice así: “El agua no espera”.",
        [("Carmen Huanca", "lideresa", "comunidad de Ñuque")],
    ),
    (
        "es",
        "“El agua no espera”, zanja Huanca.\n\nCarmen Huanca, lideresa comunitaria, tiene 62 años.",
        [("Carmen Huanca", "lideresa comunitaria", None)],
    ),
    (
        "es",
        "«Nos prometieron ascensores en 2019», recuerda la activista Joy Abara, usuaria de silla de ruedas.",
        [("Joy Abara", "activista", None)],
    ),
    (
        "es",
        "Desde Nairobi, el director regional de Agua Ya, Pedro Kamau, alerta: «Los pozos están secos».",
        [("Pedro Kamau", "director regional", "Agua Ya")],
    ),
    (
        "es",
        "Agricultor y guarda fluvial, Teo Hale es más directo. «El río no lee informes», dice.",
        [("Teo Hale", "Agricultor y guarda fluvial", None)],
    ),
    (
        "es",
        "«Mi clienta está aliviada», declaró la letrada Juana Villar, del bufete Villar e Hijas.",
        [("Juana Villar", "letrada", "bufete Villar e Hijas")],
    ),
    (
        "es",
        "«Esto es solo el primer día», lanzó a la multitud la portavoz del colectivo, Bea Lule.",
        [("Bea Lule", "portavoz", "colectivo")],
    ),
    (
        "es",
        "«El glaciar perdió nueve metros», constata Eva Branda, glacióloga del Instituto Alpino de Grindel.",
        [("Eva Branda", "glacióloga", "Instituto Alpino de Grindel")],
    ),
    ("es", "«Ese banco lo pagué yo», sonríe Dolores, de 88 años.", [("Dolores", None, None)]),
    (
        "es",
        "«No vino nadie», cuenta una vecina que prefiere no dar su nombre. «Nunca viene nadie».",
        [],
    ),
    (
        "es",
        "En la misma línea se pronunció Olivia Bravo, secretaria provincial de la CGR: «Quien ahorra paga después».",
        [("Olivia Bravo", "secretaria provincial", "CGR")],
    ),
    (
        "es",
        "“Quien ahorra paga después”, dijo el vicepresidente del Colegio Médico, doctor Luis Faure.",
        [("Luis Faure", "vicepresidente", "Colegio Médico")],
    ),
    (
        "es",
        "El director ejecutivo de la Fundación Raíces, el ingeniero Marcos Peña, explicó: “Sembramos antes de la lluvia”.",
        [("Marcos Peña", "director ejecutivo", "Fundación Raíces")],
    ),
    (
        "pt",
        "“Toda criança merece uma mesa”, afirma Maria Lopes, que dirige a coligação Mesas para Todos.",
        [("Maria Lopes", None, "coligação Mesas para Todos")],
    ),
    (
        "pt",
        "“A regra é clara”, insiste Tomás Acha, responsável de advocacia da Vigia dos Rios.",
        [("Tomás Acha", "responsável de advocacia", "Vigia dos Rios")],
    ),
    (
        "pt",
        "“A regra é clara”, insiste o assessor jurídico da Vigia dos Rios, Tomás Acha.",
        [("Tomás Acha", "assessor jurídico", "Vigia dos Rios")],
    ),
    (
        "pt",
        "Segundo Tomás Acha, assessor jurídico da Vigia dos Rios, “a regra é clara e foi violada duas vezes”.",
        [("Tomás Acha", "assessor jurídico", "Vigia dos Rios")],
    ),
    (
        "pt",
        "Tomás Acha, porta-voz da Vigia dos Rios: “A regra é clara e foi violada.”",
        [("Tomás Acha", "porta-voz", "Vigia dos Rios")],
    ),
    (
        "pt",
        "“Não sairemos daqui”, avisou a irmã Inês Bardo, prioresa do mosteiro de Santa Brígida.",
        [("Inês Bardo", "prioresa", "mosteiro de Santa Brígida")],
    ),
    (
        "pt",
        "“Não sairemos daqui”, lançou a secretária-geral do Sindicato dos Transportes, Dora Marchão, perante 2000 associados.",
        [("Dora Marchão", "secretária-geral", "Sindicato dos Transportes")],
    ),
    (
        "pt",
        "Dora Marchão, delegada sindical do SNT na garagem de Lerma, precisa: “Não sairemos daqui.”",
        [("Dora Marchão", "delegada sindical", "SNT")],
    ),
    (
        "pt",
        "“Foi a noite mais longa da minha vida”, recorda Jamal Idris, técnico de ambulância do Hospital Distrital de Lerma.",
        [("Jamal Idris", "técnico de ambulância", "Hospital Distrital de Lerma")],
    ),
    (
        "pt",
        "A Dra. Priya Nair, pediatra do Hospital Infantil de Lerma e primeira autora do estudo, explica: “A dimensão surpreendeu-nos.”",
        [("Priya Nair", "pediatra", "Hospital Infantil de Lerma")],
    ),
    (
        "pt",
        "“A rocha não mente”, resume Ivo Weber, do Departamento de Geologia da Universidade de Almar.",
        [("Ivo Weber", None, "Departamento de Geologia da Universidade de Almar")],
    ),
    (
        "pt",
        "Ivo Weber dirige o laboratório desde 2009. “A rocha não mente”, diz.",
        [("Ivo Weber", None, None)],
    ),
    (
        "pt",
        "A voluntária Josefa Pico cozinha aqui desde 2019. “Não mandamos ninguém embora”, diz.",
        [("Josefa Pico", "voluntária", None)],
    ),
    (
        "pt",
        "“Ninguém nos perguntou”, queixa-se Elena Vaz, peixeira.",
        [("Elena Vaz", "peixeira", None)],
    ),
    (
        "pt",
        "“Ninguém nos perguntou”, lamenta a peixeira Elena Vaz, que está aqui há trinta anos.",
        [("Elena Vaz", "peixeira", None)],
    ),
    (
        "pt",
        "“É possível acabar com isto em dez anos”, declarou Amadou Ba, diretor-executivo adjunto da UNSOW.",
        [("Amadou Ba", "diretor-executivo adjunto", "UNSOW")],
    ),
    (
        "pt",
        "O representante da UNSOW no Malawi, Amadou Ba, disse que “é possível acabar com isto em dez anos, se todos cumprirem”.",
        [("Amadou Ba", "representante", "UNSOW")],
    ),
    (
        "pt",
        "A vereadora da Habitação, Júlia Branco, mostrou-se satisfeita: “Os inquilinos esperaram muito.”",
        [("Júlia Branco", "vereadora da Habitação", None)],
    ),
    (
        "pt",
        "“A lista de espera é de onze anos”, denuncia a diretora-geral da Teto Primeiro, Rita Osman.",
        [("Rita Osman", "diretora-geral", "Teto Primeiro")],
    ),
    (
        "pt",
        "A propósito dos novos números, Rita Osman, diretora da Teto Primeiro, declarou:\n\n“A lista de espera é de onze anos.\n\n“Em junho será de doze.”",
        [("Rita Osman", "diretora", "Teto Primeiro")],
    ),
    (
        "pt",
        "“As nossas colegas estão exaustas”, avisa Fiona Grande, da Ordem das Parteiras.",
        [("Fiona Grande", None, "Ordem das Parteiras")],
    ),
    (
        "pt",
        "“Julgávamos perdidas estas fitas”, conta a arquivista Rute Onda, que as achou numa cave.",
        [("Rute Onda", "arquivista", None)],
    ),
    (
        "pt",
        "A reitora da Universidade de Almar, Sílvia Hoyos, disse-se “orgulhosa de cada uma delas e do seu trabalho”.",
        [("Sílvia Hoyos", "reitora", "Universidade de Almar")],
    ),
    (
        "pt",
        "“Sem barco não há escola”, explica Teresa Fonte, diretora da escola básica de Manono.",
        [("Teresa Fonte", "diretora", "escola básica de Manono")],
    ),
    (
        "pt",
        "“A greve é total”, informa a delegada Gabi Pó. O colega Axel Tamarindo confirma: “Não entrou ninguém.”",
        [("Gabi Pó", "delegada", None), ("Axel Tamarindo", "colega", None)],
    ),
    (
        "pt",
        "“A ajuda chega, mas devagar”, relata Lars Berg, chefe de missão da Clínicas sem Muros no Sudão.",
        [("Lars Berg", "chefe de missão", "Clínicas sem Muros")],
    ),
    (
        "pt",
        "“A ajuda chega”, relata Lars Berg, coordenador de emergências dos Médicos do Litoral.",
        [("Lars Berg", "coordenador de emergências", "Médicos do Litoral")],
    ),
    (
        "pt",
        "“Volta a ver-se o fundo”, sorri Graça Lima, estudante de 19 anos.",
        [("Graça Lima", "estudante", None)],
    ),
    (
        "pt",
        "“A caixa está vazia”, reconhece a diretora interina, Paula Reis.",
        [("Paula Reis", "diretora interina", None)],
    ),
    (
        "pt",
        "“Tinha onze anos quando a mina fechou”, evoca Roberto Trancoso, mineiro reformado.",
        [("Roberto Trancoso", "mineiro reformado", None)],
    ),
    (
        "pt",
        "“Tinha onze anos quando a mina fechou”, evoca o antigo mineiro Roberto Trancoso, de 71 anos.",
        [("Roberto Trancoso", "antigo mineiro", None)],
    ),
    (
        "pt",
        "“O que mata é a papelada”, brinca a apicultora Ida Storm.",
        [("Ida Storm", "apicultora", None)],
    ),
    (
        "pt",
        "Como explica Ida Storm, chefe do serviço de Neonatologia do Hospital de Lerma, “o quarto ao lado muda tudo para os pais”.",
        [("Ida Storm", "chefe do serviço de Neonatologia", "Hospital de Lerma")],
    ),
    (
        "pt",
        "E acrescenta Ida Storm: “O quarto ao lado muda tudo para os pais.”",
        [("Ida Storm", None, None)],
    ),
    (
        "pt",
        "“Exigimos respostas”, sustentou Ana Ruiz, integrante da Rede de Mães.",
        [("Ana Ruiz", "integrante", "Rede de Mães")],
    ),
    (
        "pt",
        "Dona Carmem Huanca, liderança da comunidade de Nhuque, diz assim: “A água não espera.”",
        [("Carmem Huanca", "liderança", "comunidade de Nhuque")],
    ),
    (
        "pt",
        "“A água não espera”, atira Huanca.\n\nCarmem Huanca, líder comunitária, tem 62 anos.",
        [("Carmem Huanca", "líder comunitária", None)],
    ),
    (
        "pt",
        "O presidente da Câmara Municipal de Lerma, João Pó, agradeceu a todos. “Foi um trabalho de formigas”, afirmou.",
        [("João Pó", "presidente", "Câmara Municipal de Lerma")],
    ),
    (
        "pt",
        "“Prometeram-nos elevadores em 2019”, lembra a ativista Joy Abara, ela própria em cadeira de rodas.",
        [("Joy Abara", "ativista", None)],
    ),
    (
        "pt",
        "Agricultor e guarda-rios, Téo Hale é mais direto. “O rio não lê relatórios”, diz.",
        [("Téo Hale", "Agricultor e guarda-rios", None)],
    ),
    (
        "pt",
        "“A minha cliente está aliviada”, declarou a advogada Joana Vilar, do escritório Vilar e Filhas.",
        [("Joana Vilar", "advogada", "escritório Vilar e Filhas")],
    ),
    (
        "pt",
        "“Isto é só o primeiro dia”, atirou à multidão a porta-voz do coletivo, Bia Lule.",
        [("Bia Lule", "porta-voz", "coletivo")],
    ),
    (
        "pt",
        "“O glaciar perdeu nove metros”, constata Eva Branda, glacióloga do Instituto Alpino de Grindel.",
        [("Eva Branda", "glacióloga", "Instituto Alpino de Grindel")],
    ),
    ("pt", "“Esse banco fui eu que paguei”, sorri Dolores, de 88 anos.", [("Dolores", None, None)]),
    (
        "pt",
        "“Não veio ninguém”, conta uma moradora que prefere não se identificar. “Nunca vem ninguém.”",
        [],
    ),
    (
        "pt",
        "No mesmo sentido, Olívia Bravo, secretária regional da CGR: “Quem poupa paga depois.”",
        [("Olívia Bravo", "secretária regional", "CGR")],
    ),
    (
        "pt",
        "“Quem poupa paga depois”, disse o vice-presidente da Ordem dos Médicos, o doutor Luís Faria.",
        [("Luís Faria", "vice-presidente", "Ordem dos Médicos")],
    ),
    (
        "pt",
        "O diretor-executivo da Fundação Raízes, engenheiro Marcos Penha, explicou: “Semeamos antes da chuva.”",
        [("Marcos Penha", "diretor-executivo", "Fundação Raízes")],
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES, ids=range(len(CASES)))
def test_the_words_around_a_quotation_tell_who_speaks_and_what_they_are(
    language: str, text: str, expected: Told
) -> None:
    lines = [Line(part, 2 * at + 1, 2 * at + 1) for at, part in enumerate(text.split("\n\n"))]
    quotes = spoken(lines, language).quotes
    assert [(quote.speaker, quote.role, quote.organisation) for quote in quotes] == expected

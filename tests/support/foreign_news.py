"""News in other languages than English, made up for tests, as pages that do not say which language they are
in. Beside each: what a person may type to find it."""

from pathlib import Path
from typing import NamedTuple


class ForeignArticle(NamedTuple):
    """``asked`` finds this article and no other: other forms of its words, phrases, words without their
    diacritics, parts of texts that part no words."""

    language: str
    title: str
    paragraphs: tuple[str, ...]
    asked: tuple[str, ...]


ARTICLES = (
    ForeignArticle(
        "de",
        "Alte Häuser am Hafen werden nach dem Hochwasser saniert",
        (
            "Die Stadt will die beschädigten Häuser am Hafen noch in diesem Jahr sanieren. Das beschloss der "
            "Gemeinderat am Montag nach einer langen Debatte über die Kosten.",
            "Bürgermeisterin Ilse Großmann sagte, die Bewohner hätten zu lange gewartet. Die Straßen rund um "
            "die Brücke bleiben bis zum Herbst gesperrt, und die Versicherungen zahlen nur einen Teil.",
            "Kritiker halten die Pläne für zu teuer. Sie fordern, dass zuerst die Deiche erhöht werden.",
        ),
        ("Haus", "hauser", "bürgermeisterinnen", "grossmann", '"beschädigtes Haus"'),
    ),
    ForeignArticle(
        "fr",
        "Les élections municipales auront lieu au printemps",
        (
            "Le gouvernement a annoncé mercredi que les élections municipales se tiendraient au printemps. "
            "Les candidats ont jusqu’à la fin du mois pour déposer leurs listes.",
            "Plusieurs maires sortants ont déjà déclaré qu’ils ne se représenteraient pas. « Nous sommes "
            "fatigués », a expliqué l’un d’eux, élu d’un petit village de la vallée.",
            "Les sondages donnent la gauche en tête dans les grandes villes, mais beaucoup d’habitants "
            "hésitent encore.",
        ),
        ("élection", "election", "candidate", '"élection municipale"', "sondage"),
    ),
    ForeignArticle(
        "es",
        "Los niños volverán a las aulas tras la huelga de maestros",
        (
            "Miles de niños volverán el lunes a las aulas después de tres semanas de huelga. Los sindicatos "
            "y el ministerio firmaron ayer un acuerdo que sube los salarios de los maestros.",
            "La ministra explicó que las clases perdidas se recuperarán en verano. Las familias, cansadas "
            "de esperar, recibieron animadas la noticia.",
            "Algunos profesores creen que el acuerdo llega tarde y que las escuelas rurales siguen "
            "olvidadas.",
        ),
        ("niño", "nino", "sindicato", '"escuela rural"', "ministro"),
    ),
    ForeignArticle(
        "it",
        "La città chiude le strade del centro alle automobili",
        (
            "Da domenica le automobili non potranno più entrare nel centro della città. Il consiglio "
            "comunale ha approvato la misura con una larga maggioranza dopo mesi di discussioni.",
            "I commercianti temono di perdere clienti, mentre gli abitanti sperano in un’aria più pulita. «È "
            "una decisione coraggiosa», ha detto l’assessore alla mobilità.",
            "Gli autobus passeranno ogni cinque minuti e nuovi parcheggi saranno costruiti in periferia.",
        ),
        ("citta", "parcheggio", "commerciante", '"nuovo parcheggio"', "coraggioso"),
    ),
    ForeignArticle(
        "pt",
        "As inundações deixaram centenas de famílias sem casa",
        (
            "As fortes chuvas da semana passada deixaram centenas de famílias sem casa no norte do país. Os "
            "bombeiros continuam a procurar pessoas desaparecidas nas aldeias junto ao rio.",
            "O presidente da câmara pediu ajuda ao governo e disse que as escolas ficarão fechadas até "
            "sexta-feira. Não há eletricidade em muitas ruas.",
            "Os meteorologistas avisam que as chuvas vão voltar no fim de semana.",
        ),
        ("inundação", "inundacao", "chuva", '"forte chuva"', "bombeiro"),
    ),
    ForeignArticle(
        "nl",
        "De boeren leggen het verkeer stil met hun trekkers",
        (
            "Honderden boeren hebben dinsdag het verkeer op de snelwegen stilgelegd. Met hun trekkers reden "
            "zij langzaam naar de hoofdstad om tegen de nieuwe regels te protesteren.",
            "De minister noemde de acties begrijpelijk maar gevaarlijk. Volgens de politie zijn er geen "
            "gewonden gevallen en worden de wegen vanavond weer geopend.",
            "De boeren zeggen dat zij morgen terugkomen als er niet naar hen geluisterd wordt.",
        ),
        ("boer", "trekker", '"nieuwe regel"', "wegen"),
    ),
    ForeignArticle(
        "zh",
        "市政府宣布明年修建新的地铁线路",
        (
            "市政府星期一宣布,明年将开始修建一条新的地铁线路,连接机场和老城区。工程预计需要四年时间。",
            "市长表示,新线路每天可以运送三十万名乘客。许多居民对这个计划表示欢迎,但也有人担心施工期间的噪音和交通堵塞。",
            "专家认为,城市需要更多的公共交通来减少空气污染。",
        ),
        ("地铁", "空气污染", '"公共交通"', "title:线路"),
    ),
    ForeignArticle(
        "ja",
        "台風の接近で新幹線が運転を見合わせ",
        (
            "大型の台風が近づいているため、鉄道会社は火曜日に新幹線の運転を見合わせると発表した。駅には多くの旅行者が集まり、再開を待っていた。",
            "気象庁は、海岸の近くに住む人々に早めの避難を呼びかけている。学校も休校になる予定だ。",
        ),
        ("新幹線", "避難", "気象庁", '"早めの避難"'),
    ),
    ForeignArticle(
        "ko",
        "정부가 새로운 주택 정책을 발표했다",
        (
            "정부는 월요일에 젊은 가족을 위한 새로운 주택 정책을 발표했다. "
            "내년부터 수도권에 아파트 오만 채를 지을 계획이다.",
            "야당은 이 계획이 너무 늦었다고 비판했다. 전문가들은 집값이 당분간 계속 오를 것으로 보고 있다.",
        ),
        ("주택", '"주택 정책을"', "아파트"),
    ),
    ForeignArticle(
        "th",
        "น้ำท่วมหนักในภาคเหนือของประเทศไทย",
        (
            "ฝนที่ตกหนักหลายวันทำให้เกิดน้ำท่วมในหลายจังหวัดทางภาคเหนือของประเทศไทย ประชาชนหลายพันคนต้องอพยพออกจากบ้าน",
            "นายกรัฐมนตรีเดินทางไปเยี่ยมผู้ประสบภัยและสั่งให้ส่งอาหารและน้ำดื่มไปช่วยเหลือโดยเร็ว",
        ),
        ("น้ำท่วม", "อาหาร", "นายกรัฐมนตรี"),
    ),
)


def page(article: ForeignArticle) -> str:
    """The article as a page that says nothing of its language."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in article.paragraphs)
    return (
        f"<html><head><meta charset='utf-8'><title>{article.title}</title></head>"
        f"<body><article><h1>{article.title}</h1>{text}</article></body></html>"
    )


def write_folder(folder: Path) -> Path:
    """Write a page for each article, named after its language; the folder."""
    folder.mkdir()
    for article in ARTICLES:
        (folder / f"{article.language}.html").write_text(page(article), encoding="utf-8")
    return folder

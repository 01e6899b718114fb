"""What gives away a line of an article text that is not prose: patterns, each for one class of lines."""

import re

_I = re.IGNORECASE

TERMINAL = re.compile(r"[.!?…][\"'”’“)\]»*_]*$")
URL = re.compile(r"https?://[^\s<>\"'”’)\]]+[^\s<>\"'”’)\].,;:!?]", _I)
MARKDOWN = re.compile(
    r"^(?:#{1,6}\s+|>\s+)|(?:\*\*|__)(?=\s|$)|(?:^|(?<=\s))(?:\*\*|__)(?=\S)|(?<=\S)(?:\*\*|__)(?=\W)"
)
MARKED_HEAD = re.compile(r"^(?:#{1,6}\s+\S|\*\*.*\S\*\*$|.*\S\*\*$)")

_PHOTO_WORD = (
    r"(?:pictures?|photos?|photographs?|images?|pics?|illustrations?|graphics?|photo illustration|credits?|"
    r"(?:photo|image|picture|video) (?:credit|source|by|courtesy)s?|foto|fotos|bild|bilder|crédit"
    r"|photographie)"
)
_AGENCY = (
    r"(?:AFP|AP|Reuters|REUTERS|EPA|EFE|Getty(?: Images)?|GETTY IMAGES|Shutterstock|Alamy|UPI|DPA|dpa"
    r"|Xinhua|Bloomberg|"
    r"iStock|Maxar(?: Technologies)?|Zuma(?: Press)?|Sipa(?: USA)?|Anadolu(?: Agency)?|PA(?: Wire)?"
    r"|Corbis|NurPhoto|"
    r"Pool|TNS|AAP|CNP|Planet Labs|Wikimedia(?: Commons)?)"
)
# A credit closes a caption: at the end of the line, short, with no sentence after it.
CREDIT = re.compile(
    rf"(?:^|[\s(\[|.])(?i:{_PHOTO_WORD})\s*(?::|—|–|(?i:by|courtesy(?: of)?)\b)\s*[^.!?]{{2,90}}\.?[)\]]*$"
    rf"|\((?i:{_PHOTO_WORD})\s+(?i:by|courtesy|via|from)\b[^)]{{2,90}}\)\.?$"
    rf"|\(?\bAP Photo\b(?:\s*/\s*[^.!?]{{2,60}})?\.?\)?$"
    rf"|[(\s]{_AGENCY}\s*/\s*[^.!?()]{{2,60}}\.?\)?$"
    rf"|(?:^|[\s(.])[^\W\d_][\w.'’-]+(?:\s[\w.'’-]+){{1,4}}\s*(?:/|\bvia\b|\|)\s*{_AGENCY}(?:\s*(?:/"
    rf"|via)\s*[\w ]{{2,30}})?\.?\)?$"
    rf"|\((?:[^()]{{2,50}}(?:/|\bvia\b)\s*{_AGENCY}|file photo|file|courtesy[^()]{{0,60}})\)\.?$"
    rf"|\b(?:Getty Images|GETTY IMAGES)(?:\s*/\s*\w+)?\.?\)?$"
)
# What every credit holds, to spare most lines the search.
CREDIT_HINT = re.compile(
    r"[/|©:]|\bvia\b|\b(?:photo|picture|image|credit|illustration|courtesy|file|getty|foto|bild)", _I
)
# An agency alone in parentheses closes captions, but also the last paragraph of a report: short lines only.
BARE_AGENCY = re.compile(r"\((?:AP|AFP|Reuters|REUTERS|EPA|Getty(?: Images)?)\)\.?$")
CAPTION_START = re.compile(
    r"^(?:caption|photo|image|picture|file photo|photo caption|image caption|bildunterschrift)\s*[:—–|]\s*\S"
    r"|^(?:image|media) (?:copyright|caption|source)\b|^media playback is\b"
    r"|^(?:enlarge (?:this )?image\W*)?toggle caption\b|^enlarge (?:this )?image\b"
    r"|^(?-i:FILE|File)\s*+(?:PHOTO|photo)?+\s*+[-—–:]\s",
    _I,
)
# "(AP)" behind a town is where a report begins, not a credit.
DATELINE = re.compile(r"^[A-Z][A-Z .,'’/-]{2,40}(?:,\s[\w .]+)?\s\([\w ]+\)\s*[-—–]")

_NAME_WORD = r"(?:[^\W\d_a-z][\w.'’-]*|de|la|del|van|von|der|den|bin|al|el|di|da|dos)"
NAME = rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,4}}"
_NAMES = rf"{NAME}(?:\s*+(?:,\s*|(?:,\s++|(?<=\s))(?:and|und|y|et|&)\s+){NAME}){{0,5}}"
BYLINE = re.compile(
    rf"^(?P<label>by|von|por|par|byline|authors?|(?:reported|reporting|written|words|story|text|analysis"
    rf"|opinion|compiled"
    rf"|report) by|author\(s\))(?-i:\s*[:：]\s*|\s+)(?P<names>(?-i:{_NAMES}))"
    rf"(?P<rest>\s*(?:[,|•·–—/(@-].*|\s+(?:in|for|at|is)\s.*)?)$",
    _I,
)
BIO = re.compile(
    rf"^(?P<names>(?-i:{NAME}))(?:,[^,]{{2,60}},)?\s+(?:is|was|are)\s+(?:an?|the|our"
    rf"|\w[\w’']*['’]s)\s+(?:[\w’'.&/-]+\s+){{0,9}}?"
    r"(?:writer|reporter|journalist|correspondent|editor|columnist|author|contributor|producer|fellow"
    r"|professor|freelancer"
    r"|analyst|blogger)\b",
    _I,
)
SIGNED = re.compile(
    rf"^(?P<names>(?-i:{NAME}))\s*(?:,|\||•|·|—|–)\s*(?P<rest>(?:[\w’'&.-]+\s+){{0,4}}(?:reporter|writer"
    rf"|correspondent|editor"
    r"|columnist|journalist|contributor|staff)\b[\w ,|.@-]{0,40})$",
    _I,
)

_DATE_LABEL = (
    r"(?:(?:first\s+|originally\s+|last\s+)?(?:published|posted|updated|modified|created|issued"
    r"|released)|publication date|"
    r"date(?: published)?|publish date|veröffentlicht|aktualisiert|publié|publicado|stand)"
)
DATE_LINE = re.compile(
    rf"^(?P<label>{_DATE_LABEL})?\s*+(?:on|at|am|le|el)?\s*+[:：]?\s*+(?P<value>.*\d.*)$", _I
)
UPDATE_LABEL = re.compile(r"updated|modified|aktualisiert|stand", _I)

HEADER = re.compile(
    r"^(?P<key>title|headline|sub-?title|dek|author|byline|publisher|publication|outlet|newspaper|source"
    r"|section|category"
    r"|language|url|link|date|published)\s*[:：]\s*(?P<value>\S.*)$",
    _I,
)
# The words around an address say whose it is.
OWN_URL = re.compile(
    r"^(?:original url|article url|page url|canonical(?: url)?|permalink|captured from|retrieved from"
    r"|accessed at|web address"
    r"|archived from)\b",
    _I,
)
PLAIN_URL_LABEL = re.compile(
    r"^(?:url|link|read more (?:at|here)|available at|source url)\s*+[:：]?\s*+$", _I
)
SOURCE_URL = re.compile(
    r"\b(?:(?:read|see|view|find) (?:the )?(?:full|original|complete|entire|whole) (?:report|article"
    r"|story|piece|text|version"
    r"|post|interview|investigation)|full (?:report|article|story|text|version)|original (?:report"
    r"|article|story|source|post)"
    r"|(?:originally|first) (?:published|appeared|posted|reported)|source|via|h/t|hat tip|summary of"
    r"|based on|reported by"
    r"|adapted from|excerpted from)\b",
    _I,
)
ORIGINALLY = re.compile(r"^(?:originally|first) published as\s+(?P<title>.+)$", _I)

RELATED_HEADER = re.compile(
    r"^\W*(?:related(?: (?:stories|articles|content|news|coverage|links|topics|posts|reading))?"
    r"|more (?:stories|news|articles"
    r"|coverage|headlines|top stories|from [\w .’'-]+|on this(?: story| topic)?|in [\w ]+)|read (?:also"
    r"|next|more)|also read"
    r"|see also|recommended(?: for you| stories| reading| videos)?|most (?:read|popular|viewed|shared)"
    r"|trending(?: now)?"
    r"|top stories|latest(?: news| stories| headlines)?|you (?:may|might) (?:also )?(?:like"
    r"|be interested in)|editor[’']?s[’']? picks"
    r"|don[’']?t miss|what to read next|up next|mehr zum thema|lesen sie auch|lire aussi|lea también"
    r"|te puede interesar)\W*$",
    _I,
)
_BOILERPLATE = (
    r"\[?(?:read|see|watch|listen|view)(?: it)? (?:more|also|next|now|the full|full|here|live|below)\b.*",
    r"(?:read|more|related|watch|see also|also read|also on [\w ]++|must read|don[’']?t miss|listen|video"
    r"|gallery|photos|in pictures"
    r"|podcast|lesen sie auch|mehr|lire aussi|à lire(?: aussi)?|lea también|leer más"
    r"|ver también)\s*[:：|]\s*\S.*",
    r"\(?(?:this is a |a )?summary (?:version|of)\b.*\bread\b.*",
    r"leave (?:a|your) (?:comment|reply)\b.*|(?:add|post|write|view|show|see|read) (?:your |a |all "
    r"|the )?(?:\d+ )?comments?\b.*",
    r"(?:\d+\s+)?(?:comments?|shares?|likes?|replies|views)(?:\s*\(?\d*\)?)?"
    r"|comments? (?:are )?(?:closed|off|disabled)\.?",
    r"(?:to )?join the (?:conversation|discussion)\b.*|have your say\b.*|what do you think\? (?:tell"
    r"|let) us.*",
    r"(?:share|email|print|save|bookmark|tweet|pin)(?: (?:this|on|via|to|the|with|article|story|post|by"
    r"|link)\b.{0,60})?",
    r"(?:(?:facebook|twitter|x|whatsapp|linkedin|reddit|pinterest|email|e-mail|copy link|print|telegram"
    r"|flipboard|instagram|tumblr"
    r"|messenger|bluesky|threads|link|share|more|url|sms)(?:\s*[|,/•·]?\s*|$)){1,10}",
    r"\W*(?:advertisement|advertising|advert|ad|sponsored(?: content)?|promoted|paid (?:content|post)"
    r"|anzeige|werbung|publicité"
    r"|publicidad)\W*(?:scroll|continue|story|article)?.{0,40}",
    r"\W*(?:story|article|post) continue[sd]\b.{0,40}|\W*continue reading\b.*|\W*scroll (?:down )?(?:to"
    r"|for)\b.*|keep reading\b.{0,30}",
    r"(?:subscribe|sign[- ]?up|register|log[- ]?in|sign[- ]?in|log[- ]?out)(?:$|\W*(?:now|here|today|for"
    r"|to|with|or|free|in)\b.{0,120})",
    r"(?:get|receive|want) (?:the |our |more |all )?.{0,40}\b(?:newsletters?|in your inbox|to your inbox"
    r"|delivered|email alerts?)\b.*",
    r"already (?:a subscriber|have an account|a member)\b.*|don[’']?t have an account\b.*"
    r"|create (?:a free |an )?account\b.*",
    r"(?:follow|find|like) (?:us|me|@\w+|him|her|them|[\w .’'-]{2,60}) on (?:twitter|x|facebook"
    r"|instagram|linkedin|bluesky|threads"
    r"|tiktok|youtube|telegram|google news|mastodon|apple news)\b.{0,60}|follow @\w+.{0,40}"
    r"|@[\w.]+(?:\s*[|,]\s*@[\w.]+)*",
    r"(?:click|tap) here\b.{0,120}|download (?:our|the) .{0,30}app\b.*|get the app\b.*|open in app.*",
    r"(?:originally|first) (?:published|posted|appeared) (?:as|at|on|in|by)\b.*",
    r"(?:this|the) (?:story|article|post|piece|column|report|essay|interview|item) (?:was |has been |is "
    r"|also |originally |first "
    r"|previously )*(?:published|appeared|appears|updated|corrected|amended|republished|reprinted"
    r"|part of|adapted|produced)\b.{0,200}",
    r"(?:©|\(c\)|copyright)\W.{0,160}",
    r"(?:terms of (?:use|service)|privacy (?:policy|notice)|cookie (?:policy|settings|notice)|about us"
    r"|contact us|contact|help|faq"
    r"|advertise with us|accessibility|site ?map|rss|newsletters?|do not sell.*)(?:\s*[|•·/]\s*.*)?",
    r"(?:got|have) a (?:news )?(?:tip|story|question|confidential)\b.{0,120}|(?:contact|email|e-mail"
    r"|reach|write to) .{0,80}\b(?:at )?[\w.+-]+@"
    r"[\w-]+\.\w+.{0,40}|[\w.+-]+@[\w-]+\.[\w.]+",
    r"(?:back|return|skip) to (?:top|home|main|content|navigation|story)\b.{0,30}|load(?:ing)? more.*"
    r"|show (?:more|less)|view all|menu"
    r"|search|home|close|next|previous|prev|play(?: video)?|watch(?: video)?|listen(?: now)?|image|photo"
    r"|video|gallery|caption|credit",
    r"(?:tags?|filed under|topics?|categor(?:y|ies)|keywords|in this (?:article|story)|posted in)\s*[:：].*",
    r"\(?(?:\d+|one|two|three|four|five) ?-?min(?:ute)?s?[ -]read\)?|reading time\b.{0,30}"
    r"|estimated read.{0,30}|listen to (?:this )?(?:article"
    r"|story)\b.{0,40}|\d+:\d\d",
    r"(?:enter|provide) your (?:email|e-mail).*|by (?:signing up|subscribing|clicking|submitting"
    r"|registering)\b.{0,240}",
    r"(?:reporting|additional reporting|editing|edited|compiled|writing|contributed) by\b.{0,240}"
    r"",
    r"(?:correction|editor[’']?s note|clarification)\s*[:：—-].*",
    r"(?:support|donate to|become a member of|make a (?:donation|gift))\b.{0,80}|donate(?: now)?",
    r"[-–—_=*~•·.#\s]{3,}|[-–—*•#]+|###|-30-|\(?(?:end|ends|more|fin)\)?",
)
BOILERPLATE = re.compile(r"^(?:" + "|".join(f"(?:{pattern})" for pattern in _BOILERPLATE) + r")$", _I)
# The few of them that are safe to set apart within a page, where extraction has removed most already.
PAGE_NOISE = re.compile(
    r"^(?:\W*(?:advertisement|sponsored content|story continue[sd] below.{0,20}"
    r"|article continue[sd] below.{0,20})\W*"
    r"|(?:read|see|watch) (?:more|also|next)\s*[:：].*|related(?: \w+)?\s*[:：].*|share this(?: \w+){0,3}"
    r"|also on [\w ]++\s*[:：].*"
    r"|(?:click|tap) here (?:to|for) .{0,100}|sign up (?:for|to) .{0,100}newsletter.{0,60}"
    r"|subscribe (?:to|now).{0,100}"
    r"|follow (?:us|@\w+|.{2,40}) on (?:twitter|facebook|instagram|x).{0,60}|(?:©|copyright)\W.{0,160})$",
    _I,
)
LATE_NOTE = re.compile(
    r"^(?:.{0,100}\ball rights reserved\b.{0,160}"
    r"|.{2,160}\bcontributed (?:to this|to the report|reporting|additional|from|research)\b.{0,80})$",
    _I,
)
BRACKETED_LINK = re.compile(
    r"^\[\s*(?:read|see|watch|related|more|also|click)\b[^\]]*\]$"
    r"|^\(\s*(?:also on|see also|read more|related|photos|videos?|watch|more|pictures)\b[^)]*:[^)]*\)$",
    _I,
)
SECTION_LABEL = re.compile(
    r"^(?:[A-Z][\w&’'-]*(?:\s+(?:&\s+)?[A-Z][\w&’'-]*)?|[A-Z &/|>›-]{3,40}"
    r"|[\w ]++(?:[>›»|/][\w ]++){1,4})$"
)
SUBHEAD_QUESTION = re.compile(r"^(?:what|who|why|how|where|when)\b[^.!?]{3,60}\?$", _I)
LIST_ITEM = re.compile(r"^(?:[-•*·▪●–—]|\(?\d{1,2}[.)]|[a-z]\))\s+\S")
SPEAKER = re.compile(r"^[A-Z][A-Z .’'-]{0,30}:\s")

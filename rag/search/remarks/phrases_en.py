"""The English words of remarks; see ``phrases_zh``."""

from __future__ import annotations

from rag.search.remarks.phrasing import Phrasing, phrasing

FILLERS = """
    a an the please pls oh ah um well so just really very all any some there here this that these those it its it's
    is are am be was do does did you you're your yours u ur i i'm me my we us our of in on at to for from with about
    and or can could would will
"""
# Tried in this order, behind the Chinese ones; the first that fits decides.
ENGLISH: tuple[Phrasing, ...] = (
    phrasing(
        "privacy",
        r"""
        internet|online|offline|upload|leak|private|privacy|secure|safe|cloud|server|\bsend|\bsent|store|collect
        |confidential|share|where\ (?:does|do|will|is)\ my
        """,
        """
        internet online offline connected connect connection network need needs use using access upload uploads
        uploaded uploading leak leaked leaks private privacy secure security safe cloud server servers send sends
        sent anywhere somewhere store stored stores save saved keep kept collect collects data documents files
        document file information questions question confidential share shared anyone else others who see sees read
        where go goes work works run runs local locally computer machine without not don't policy stay stays
        """
        + FILLERS,
    ),
    phrasing(
        "adding",
        r"""
        \b(?:add|upload|import|put|change|switch|replace|update|delete|remove|supports?|read|load|open
        |use)\b.*\b(?:documents?|files?|folders?|pdfs?|formats?|docs?|texts?|data|word|index)\b
        |what\ (?:file\ )?formats
        """,
        """
        how where what which add upload import put change switch replace update delete remove support supports
        supported read reads load open new own other another more use documents document files file folder folders
        pdf pdfs word excel docx format formats docs doc text texts data types type kind kinds should must index
        rebuild refresh accept take into instead different
        """
        + FILLERS,
    ),
    phrasing(
        "identity",
        r"""
        \bwho\b.*\b(?:you|this|wenju)\b|what(?:'s|\ is|\ are|\ r)?\ (?:you|u|your|this|wenju)\b|your\ name
        |introduce\ yourself|are\ you\ (?:a|an|chatgpt|gpt|claude|human|real|deepseek|qwen)|\bmodel\b
        |about\ yourself|tell\ me\ about\ you|^wenju$
        """,
        """
        who what what's whats which made created built wrote developed develops designed trained name called
        introduce yourself tell human person bot robot machine ai real chatgpt gpt gpt4 gpt-4 4 claude deepseek qwen
        llama gemini openai google model language large llm based running using use behind company team developer
        creator maker version program software app tool website site page system assistant wenju know 1 2 3 5 r
        """
        + FILLERS,
        leaning=r"""
        \bwho\b.*\b(?:made|created|built|wrote|developed)|what(?:'s|\ is)?\ it\b
        """,
    ),
    phrasing(
        "holdings",
        r"""
        \b(?:what|which|list|show|how\ many|see|give)\b.*\b(?:documents?|files?|articles?|texts?|materials?
        |content|contents|data|sources?|collection|library|folder|inside|in\ here|topics?)\b
        |(?:show|give|list|tell)\ (?:me\ )?(?:everything|all|it\ all|the\ lot)|(?:main|key)\ (?:points?|ideas?
        |topics?|themes?)|^tl\ ?dr
        |^(?:documents|files|list|contents|table\ of\ contents|what(?:'s|\ is)\ (?:in\ )?(?:here|inside)
        |summar[iy][sz]?e?y?$|overview$|list\ (?:all|everything))
        |what\ (?:do\ you\ (?:have|know)|is\ in\ here|have\ you\ got)
        """,
        """
        what what's whats which list show how many see give tell have has had got contain contains hold holds
        indexed available loaded know known documents document files file articles article texts text materials
        material content contents data sources source collection library folder inside topics topic subject subjects
        everything lot main key point points idea ideas theme themes takeaways tldr tl dr short brief briefly table
        titles title names name much now currently covered cover overview summary summarize
        summarise exist
        """
        + FILLERS,
    ),
    phrasing(
        "newest",
        r"""
        \b(?:newest|latest|most\ recent|oldest|earliest|last\ updated|up\ to\ date|how\ (?:old|recent
        |new)(?!\ are\ you)|dates?)\b
        """,
        """
        what what's which when how newest latest most recent oldest earliest last updated update date dates dated
        old new up documents document files file articles article texts text data information collection one current
        go back far cover covers
        """
        + FILLERS,
    ),
    phrasing(
        "abilities",
        r"""
        what.*\b(?:do|help|ask|for|use)\b|how.*\b(?:use|work|works|ask|start|begin|help)\b
        |^(?:help|help\ me|usage|manual|instructions|guide|tutorial|menu|commands|examples?|features
        |get\ started|getting\ started)$
        |speak|understand|can\ you\ (?:help|answer)|(?:features|abilities|purpose|functions?)\b|what\ can
        |good\ at
        """,
        """
        what what's how help ask asked asking doing use used using work works start begin started usage manual
        instructions guide tutorial menu commands example examples features abilities purpose functions function
        capable get getting give show tell speak understand english chinese language languages answer answers
        questions question kind kinds sort things thing should must know explain yourself translate only good point
        sense
        """
        + FILLERS,
    ),
    phrasing(
        "unable",
        r"""
        \b(?:jokes?|riddles?|poker|sing|songs?|music|play|games?|recommend|suggest\ (?:a|some)|calculate|solve
        |flip\ a\ coin|horoscope
        |book\ (?:a|me)|order\ (?:a|me|some)|call\ (?:a|me)|remind\ me|set\ (?:a|an)|open\ (?:google|youtube
        |the\ browser)|fun\ facts?
        |tell\ (?:me\ )?(?:a|another)\ story|cook|recipes?|restaurants?|movies?|films?)\b
        """,
        """
        joke jokes riddle riddles poker sing song songs music play game games recommend recommendation suggest
        calculate solve
        flip coin horoscope book books order call remind set alarm timer open google youtube browser fun fact facts
        story stories
        another good one funny make laugh tell know give read film films movie movies series restaurant restaurants
        dinner
        lunch breakfast pizza taxi cab hotel flight ticket tickets dish recipe recipes cook like math maths problem
        equation
        homework something somewhere place places eat watch listen near nearby what what's which how best great
        """
        + FILLERS,
    ),
    phrasing(
        "beyond",
        r"""
        \b(?:weather|what\ time|time\ is|the\ time|today's\ date|what\ day|what\ date|which\ day|news|stock
        |stocks|forecast|temperature|rain|raining|bitcoin|exchange\ rate)\b
        """,
        """
        what what's whats how which tell know weather time today's date day today now tomorrow tonight currently
        current year month week news latest stock stocks price prices market forecast temperature rain raining hot
        cold
        warm like going bitcoin exchange rate outside beijing wenzhou shanghai
        """
        + FILLERS,
    ),
    phrasing(
        "small_talk",
        r"""
        how\ (?:are|r|old|is\ it\ going|do\ you\ do|have\ you\ been)|what(?:'s|\ is)\ up|\bsup\b
        |do\ you\ (?:like|love|feel|sleep|eat|have)|i(?:'m|\ am)\ (?:bored|tired|sad|hungry|happy|lonely|sick)
        |(?:like|love|hate|miss)\ (?:you|u)|^(?:ha)+$|^lol$|^(?:i'm\ )?bored$|where\ (?:are|do)\ you
        |are\ you\ (?:ok|okay|alive|happy|married|male|female|single|there|sure\ you)|marry\ me|favou?rite
        |let'?s\ (?:talk|chat)
        """,
        """
        how r old what what's up sup going doing have been like love hate miss feel feelings sleep eat friends bored
        tired sad hungry happy lonely sick ha haha hahaha lol where live located years year ok okay alive married
        male female boy girl man woman single marry favourite favorite color colour food movie let's lets talk chat
        today everything good fine thanks thank nice meet life meaning soul conscious today's day
        """
        + FILLERS,
    ),
    phrasing(
        "complaint",
        r"""
        \bwrong\b|incorrect|not\ (?:right|correct|true|what\ i|helpful|good)|\bstupid\b|idiot|useless|dumb
        |\bbad\b|terrible|fuck|shit|garbage|nonsense|you\ suck|are\ you\ sure|really\?*$
        |doesn't\ (?:work|help|make)|don't\ (?:believe|trust|understand)|complain|false|mistake
        |is\ (?:it|that|this)\ (?:true|correct|right)|hate\ (?:this|it)|liar|lying|crap|idiot
        """,
        """
        wrong incorrect not right correct true what asked ask mean meant want wanted helpful good stupid idiot
        useless dumb bad terrible fuck fucking fck shit bullshit garbage nonsense suck sucks sure doesn't doesnt
        don't dont work help make makes sense believe trust understand complain complaint false mistake mistakes
        hate answer answers answered question totally completely still again isn't isnt aren't no nope why such liar
        lying lie crap damn hell that's thats
        """
        + FILLERS,
    ),
    phrasing(
        "continuation",
        r"""
        ^(?:please\ )?(?:continue|go\ on|go\ ahead|more|and\ then|next|keep\ going|anything\ else|what\ else
        |tell\ me\ more|more\ (?:details?|please|info|information)|elaborate|explain\ more|in\ more\ detail
        |shorter|longer|show\ more|give\ me\ more)
        """,
        """
        continue go ahead more then next keep going anything else what tell details detail info information
        elaborate explain shorter longer show give
        """
        + FILLERS
        + " why how what who when where which whose",
        leaning=r"^(?:but\ |and\ )?(?:why|how|what|who|when|where|which)(?:\ (?:is|so|then|not|is\ that|is\ it))?$",
    ),
    phrasing(
        "repetition",
        r"""
        repeat|say\ (?:that|it)\ again|^again|once\ more|what\ did\ you\ (?:just\ )?say|pardon|come\ again
        |one\ more\ time
        """,
        """
        repeat say said again once more what pardon come one time answer last previous question
        """
        + FILLERS,
    ),
    phrasing(
        "farewell",
        r"""
        \bbye\b|good\ ?bye|good\ ?night|see\ (?:you|ya|u)|\bfarewell|^exit$|^quit$|^q$|^stop$|later$|take\ care
        |have\ a\ (?:nice|good)\ (?:day|one)
        """,
        """
        bye byebye goodbye good night goodnight see ya later soon tomorrow farewell exit quit q stop take care have
        nice day one now thanks thank ok okay gotta go
        """
        + FILLERS,
    ),
    phrasing(
        "thanks",
        r"""
        \bthan(?:k|ks|x)\b|\bthx\b|\bty\b|\btysm\b|appreciate|cheers|grateful|merci|gracias|danke|arigato|xiexie
        """,
        """
        thank thanks thanx thx ty tysm merci gracias danke arigato xiexie xie much lot lots appreciate cheers
        grateful many tons helpful help good great ok okay
        cool nice again got perfect answer answers mate man bro buddy pal dude friend guys sir everyone
        """
        + FILLERS,
    ),
    phrasing(
        "assent",
        r"""
        ^(?:ok|okay|k|kk|yes|yeah|yep|yup|no|nope|sure|fine|good|great|nice|cool|awesome|perfect|excellent|wow
        |amazing|got\ it|i\ see|understood|alright|right|correct|true|never\ ?mind|well\ done|interesting
        |exactly|sorry|my\ bad|no\ problem|makes\ sense)
        """,
        """
        ok okay k kk yes yeah yep yup no nope sure fine good great nice cool awesome perfect excellent wow amazing
        got see understood understand alright right correct true never mind nevermind done job interesting exactly
        sorry bad problem makes sense answer helpful know
        """
        + FILLERS,
    ),
    phrasing(
        "greeting",
        r"""
        ^(?:hi|hello|hey|hiya|howdy|greetings|yo|good\ (?:morning|afternoon|evening|day)|morning|evening|anybody
        |anyone|is\ any|are\ you\ there|you\ there|excuse\ me|i\ have\ a\ question|can\ i\ ask|may\ i\ ask
        |nice\ to\ meet|ni\ ?hao|dear|sup|bonjour|salut|hola|hallo|guten\ tag|ciao|konnichiwa|annyeong|namaste
        |g'?day|hi+$|hey+$|helo+$|nin\ hao)
        """,
        """
        hi hello hey hiya howdy greetings yo good morning afternoon evening day anybody anyone excuse have question
        questions ask may nice meet nihao ni hao dear sir madam friend assistant bot everyone guys world again wenju
        home one something quick sup bonjour salut hola hallo guten tag ciao konnichiwa annyeong namaste g'day gday
        hii hiii heyy helo nin mate bro
        """
        + FILLERS,
    ),
)

"""Words of abuse in both languages; see ``phrases_zh``. They are told first, and never searched for."""

from __future__ import annotations

from rag.search.remarks.phrasing import Phrasing, phrasing

RUDE: tuple[Phrasing, ...] = (
    phrasing(
        "complaint",
        r"""
        [操艹肏草曹干日](?:你|尼|泥|他|您)|^[操艹肏]|[草曹]尼玛|草泥马|尼玛|[你他您]妈[的了b逼死个]|[你您]他妈
        |去[你他]妈
        |妈[的了]?[个b逼比批]
        |你(?:大爷|妹的|奶奶的|祖宗)|(?:你|你们|全家|你妈|快|怎么不?|咋不?|还不)去?死|^去死|死全家|找死|该死
        |不得好死
        |[滚] |^滚|滚[开蛋粗远出]|给我滚|闭嘴|住口|我[操艹日草靠]|卧槽|^靠|特么|尼玛|他娘的|老子
        |[傻煞沙][逼比叉笔雕缺帽子瓜蛋bx]|[二]逼|逗比|废物|废柴|垃圾|人渣|败类|蠢[货猪蛋驴材]?|笨[蛋猪死]?|[傻]
        |白痴|智障|脑残|弱智|低能
        |神经病|精神病|你有病|脑子(?:有病|进水|坏)|变态|流氓|无赖|骗子|王八|混[蛋账]|杂种|畜[生牲]|禽兽|狗(?:东西
        |屁|日|娘|逼|腿)
        |放屁|屁话|屁用|贱[人货]?|婊子?|吃屎|妈卖批|mmp|臭不要脸|不要脸|丢人|恶心|丑八怪|猪[头脑]?|饭桶|草包|蠢
        """,
        """
        你 您 你们 他 这 这个 那个 就是 是 真是 真 好 太 很 个 一个 大 老 小 臭 死 狗 的 得 了 着 都 也 还 怎么 咋
        为什么 不 不去
        怎么不 吧 去 快 快点 赶紧 给我 我 老子 一边 一边去 远点 远 开 出去 粗 蛋 吗 什么 什么都 到底 会不会 会
        能不能 说话 回答
        用 有 没有 没 没用 有病 病 脑子 进水 坏 坏了 全家 死全家 妈 妈的 妈了 妈b 妈逼 妈个 爸 爹 娘 大爷 祖宗
        祖宗十八代 十八代
        奶奶 妹 个b 个逼 逼 b 比 批 卖批 操 艹 肏 草 曹 干 日 草泥马 草拟吗 曹尼玛 草尼玛 尼玛 泥马 去死 去你 去你的
        他妈 他妈的 特么
        特么的 他娘的 找死 该死 不得好死 死吧 死了 滚 滚蛋 滚开 滚粗 滚远点 滚出去 闭嘴 住口 我操 我艹 我日 我草
        我靠 卧槽 靠
        傻 傻逼 傻比 傻叉 傻子 傻瓜 傻蛋 傻帽 傻缺 傻b 傻x 煞笔 煞比 煞逼 沙雕 沙比 二逼 逗比 废物 废柴 垃圾 人渣
        败类 蠢 蠢货
        蠢猪 蠢驴 蠢蛋 笨 笨蛋 笨猪 笨死 白痴 智障 脑残 弱智 低能 低能儿 神经病 精神病 变态 流氓 无赖 骗子 王八
        王八蛋 混蛋
        混账 杂种 畜生 畜牲 禽兽 狗东西 狗屁 狗屁不通 狗日 狗日的 狗娘养 养 狗逼 狗腿子 放屁 放狗屁 屁话 屁用 贱
        贱人 贱货
        婊 婊子 不要脸 臭不要脸 丢人 恶心 丑八怪 猪 猪头 猪脑 猪脑子 饭桶 草包 东西 玩意 玩意儿 软件 系统 程序
        机器人 机器 ai
        他妈 妈卖批 mmp 死光 光 x 叉 人工智能 说 答 回 话 懂 懂个 屁 个屁 像 跟 一样 活 活该 死人 人 子 儿子 孙子 蛆
        鬼 见鬼 见鬼去 吃屎 屎 去吃屎 吃
        """,
    ),
    phrasing(
        "complaint",
        r"""
        \b(?:fuck\w*|f\*+k?\w*|shit\w*|bitch\w*|asshole\w*|bastard\w*|moron\w*|idiot\w*|stupid|dumb\w*|retard\w*
        |jerk|dick\w*
        |cunt\w*|crap|loser|scum|trash|garbage|suck\w*|stfu|gtfo|damn|hell|shut\ up|screw\ (?:you|u|this)
        |kill\ your\s?self
        |go\ (?:die|away)|piss\ off|get\ lost|useless|pathetic|worthless|ugly|lame|hate\ you)\b|^(?:omfg|wth|ffs
        |bs)$
        """,
        """
        you u your you're youre ur ya are r is it it's its this that a an the such so fucking freaking damn bloody
        what why how of off up go to die away get lost kill yourself your self mother mom motherfucker ass son piece
        fuck fucker fucked f fk shit shitty bullshit bitch bitches asshole assholes bastard bastards moron morons
        idiot idiots stupid
        dumb dumbass retard retarded jerk dick dickhead cunt crap crappy loser losers scum trash garbage suck sucks
        sucker stfu gtfo damn dammit hell shut screw piss useless pathetic worthless ugly lame hate bot robot
        machine
        ai program app thing software tool just really very totally absolutely complete utter and i me my on in all
        eat stinking little old bloody omfg wth ffs bs please
        """,
    ),
    # Letters for words of abuse; where the documents have them, they are a name.
    phrasing(
        "complaint",
        r"""
        ^(?:sb+|shabi|shab|cnm+|caonima|nmsl|wdnmd|nmd|tmd|tnnd|mdzz|mlgb|rnm|wtf+|wth|lmao|gun|qnmlgb|qnmd|fk|fck
        |woc|wocao)(?:$|\ )
        """,
        """
        sb sbb shabi shab cnm cnmm caonima nmsl wdnmd nmd tmd tnnd mdzz mlgb rnm wtf wtff wth lmao gun qnmlgb qnmd
        fk
        fck woc wocao ni you ba is this the man 你 你妈 吧 这 什么 的 了
        """,
        sure=False,
    ),
)

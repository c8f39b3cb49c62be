"""What people ask of the use of this program, in both languages: what it costs, whether to trust it, how to begin anew.

See ``phrases_zh``. Told before the other kinds, since their words are fewer.
"""

from __future__ import annotations

from rag.search.remarks.phrases_en import FILLERS
from rag.search.remarks.phrasing import Phrasing, phrasing

USE: tuple[Phrasing, ...] = (
    phrasing(
        "cost",
        r"""
        (?=.*(?:你|您|软件|程序|问据|系统|用|使用)).*(?:免费|收费|付费|要钱|花钱|收钱|多少钱|付钱|价格|会员|充值
        |注册|登[录陆]|账号|帐号
        |开源|许可证?|商用|试用)
        """,
        """
        你 您 你们 我 这 这个 它 软件 程序 系统 工具 问据 网站 用 使用 用起来 是 是不是 是否 要 要不要 需要
        需不需要 得 必须 会 会不会 能 可以 可不可以 能不能 有 有没有 免费 免费的 要不要钱 收费 收费的 付费 要钱
        花钱 收钱 付钱 交钱 给钱 钱 多少 多少钱 怎么 如何 怎样 标准 价格 价钱 费用 费 会员 vip 充值 注册 登录 登陆
        账号 帐号 账户 开源 开源的 许可 许可证 授权 什么 哪种 商用 试用 试用期 期 限制 次数 永久 完全 全部 都 不
        还是 一个 个 啊
        """,
        leaning=r"^(?:请问)?(?:是|要|需要|完全)?(?:不?免费|不?收费|付费|要(?:不要)?钱|花钱|收钱|多少钱|怎么收费|需?要?注册|需?要?登[录陆]|开源|可以商用|能商用)",
    ),
    phrasing(
        "cost",
        r"""
        (?=.*\b(?:this|it|you|app|tool|program|software|need|i|free)\b).*\b(?:free|costs?|price|pricing|pay|paid
        |charge|fees?|licen[cs]e|open\ source
        |open-source|subscription|sign\ ?up|register|log\ ?in|account|trial|commercial(?:ly)?)\b
        """,
        """
        free cost costs price pricing pay paid payment charge charges charged fee fees licence license licensed open
        source
        opensource subscription subscribe sign signup up register registration log login account trial commercial
        commercially
        much how what what's which have need needs required require must app tool program software system use using
        used money
        anything something under for of charge wenju who now still really completely totally not
        """
        + FILLERS,
        leaning=r"^(?:free|price|pricing|cost|licen[cs]e|how\ much)\b",
    ),
    phrasing(
        "trust",
        r"""
        (?:你|您|你们|ai|机器人|这里)[一-鿿]{0,8}(?:靠谱|可信|可靠|准确|准不准|准吗|信得过|相信|信任|出错|犯错|会错
        |瞎编|编造|乱编|胡编|幻觉|骗我
        |骗人|撒谎|说谎|胡说|正确)
        |(?:能|可以|应该|该|值得|敢)(?:不能)?(?:相信|信任|信)(?:你|您|吗)
        |(?:答案|回答|结果|内容)[一-鿿]{0,6}(?:靠谱|可信|可靠|准确|准不准|准吗|出错|编的|编造|正确)
        """,
        """
        你 您 你们 我 ai 机器人 这里 的 答案 回答 回复 结果 内容 说 说的 讲的 给 给的 话 是 是不是 会 会不会 能
        能不能 可以 可不可以 应该 该
        值得 敢 靠谱 靠不靠谱 可信 可不可信 可靠 可靠吗 准确 准不准 准 准确率 准确度 高 多高 信得过 相信 信任 信
        出错 犯错 错 瞎编
        编造 乱编 胡编 乱说 幻觉 产生 骗 骗我 骗人 撒谎 说谎 胡说 胡说八道 正确 正确率 多少 百分之百 一定 都 保证
        总是 永远 有 有没有 对
        怎么 如何 知道 判断 多 不 为什么
        """,
    ),
    phrasing(
        "trust",
        r"""
        \btrust\b|\breliable\b|\bhallucinat\w*|\baccurate\b|\baccuracy\b|make\ (?:things|stuff|it|this|that)\ up
        |believe\ you
        |(?:do|will|can|are)\ you\ (?:ever\ )?(?:lie|lying|wrong|mistaken|make\ (?:any\ )?(?:errors|mistakes))
        """,
        """
        trust trusted trustworthy reliable reliability hallucinate hallucinates hallucination hallucinations
        accurate accuracy
        correct make makes made things stuff up believe lie lies lying wrong mistaken mistake mistakes error errors
        ever
        always often sometimes how much should have answer answers result results information say says said know if
        whether
        what what's why true 100 completely
        """
        + FILLERS,
    ),
    phrasing(
        "clearing",
        r"""
        ^(?:请|帮我|我要|我想|一键|全部)?(?:清[空屏除理]|清一下|重置|新(?:建|开)?(?:一个)?(?:对话|会话|聊天|话题)
        |重新开始|从头(?:开始|来)|重来|归零|初始化|重启
        |开始新(?:的)?(?:对话|会话)|(?:删除?|删掉|清掉|抹掉|忘[掉记]?)[一-鿿]{0,6}(?:记录|对话|聊天|历史|问题|消息
        |刚才|上面|之前|内容))
        |(?:对话|聊天|记录|历史|屏幕)[一-鿿]{0,6}(?:清[空除理掉]|删[除掉])|(?:怎么|如何)[一-鿿]{0,4}(?:清[空屏除]
        |重置|重新开始|新[建开]?对话)
        """,
        """
        请 帮我 我 要 我要 我想 想 一键 全部 所有 把 给 怎么 如何 怎样 能 可以 能不能 清空 清屏 清除 清理 清掉 清
        清一下 重置 新建 新开 新
        新的 一个 对话 会话 聊天 聊天记录 记录 历史 历史记录 屏幕 话题 重新开始 重新 从头 从头开始 开始 再来 来 重来
        归零 初始化 重启
        删 删除 删掉 抹掉 忘 忘掉 忘记 刚才 刚才的 上面 上面的 之前 之前的 说的 问的 内容 消息 问题 缓存 页面 回到
        首页
        """,
        sure=False,
    ),
    phrasing(
        "clearing",
        r"""
        ^(?:please\ )?(?:clear|cls|reset|restart|start\ (?:over|again|anew|fresh)|new\ (?:chat|conversation|topic
        |session)|begin\ again
        |(?:delete|remove|erase|wipe|forget)\b.*\b(?:chat|history|conversation|everything|all|messages?|that
        |above))\b
        |how.*\b(?:clear|reset|restart|start\ over|delete)\b.*|^start\ a\ new\b
        """,
        """
        clear cls reset restart start over again anew fresh new chat conversation topic session begin delete remove
        erase wipe
        forget history everything screen messages message previous above last page how cache what said
        """
        + FILLERS,
        sure=False,
    ),
)

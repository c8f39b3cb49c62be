"""Clean texts of short lines that stand for themselves, with words of their own. For tests and measurements only."""

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = "国强秀兰志明海燕建平玉珍文博晓峰丽娟春生德福雅琴少华立新永康桂花"
PLACES = [
    "青石桥",
    "柳林镇",
    "东坪村",
    "白沙湾",
    "大营盘",
    "望江楼",
    "栖霞路",
    "北关街",
    "云台山",
    "三岔口",
    "龙泉寺",
    "清河闸",
]
OFFICES = [
    "供销社",
    "水务所",
    "畜牧站",
    "文化馆",
    "卫生院",
    "林场",
    "农机站",
    "档案室",
    "信访办",
    "交警中队",
    "图书馆",
    "粮管所",
]
POSTS = ["站长", "副站长", "所长", "会计", "出纳", "调度员", "技术员", "值班员", "馆员", "主治医师", "护林员", "联络员"]
DID = [
    "整修机耕路",
    "疏浚排灌渠",
    "更换老旧水表",
    "安装路灯",
    "发放春耕贷款",
    "建成蔬菜大棚",
    "接种家禽疫苗",
    "开办夜校",
    "救助困难家庭",
    "清理河道垃圾",
    "栽植行道树",
    "培训种养大户",
    "拆除危旧房",
    "加固病险水库",
    "调解邻里纠纷",
    "开通村村通客车",
    "回收废旧农膜",
    "补种晚稻秧苗",
]
UNITS = ["公里", "处", "盏", "万元", "户", "亩", "吨", "人次", "间", "座", "台", "件", "棵", "场"]
GOODS = [
    "搪瓷脸盆",
    "尼龙绳",
    "手电筒",
    "铁锹",
    "雨靴",
    "菜籽油",
    "粗盐",
    "红糖",
    "肥皂",
    "铝壶",
    "竹扫帚",
    "麻袋",
    "暖水瓶",
    "蜂窝煤",
]
DISHES = [
    "酸菜鱼头",
    "腊味合蒸",
    "手撕包菜",
    "宫保虾球",
    "萝卜牛腩",
    "清炒时蔬",
    "老鸭笋干煲",
    "葱油拌面",
    "桂花糖藕",
    "黄焖羊肉",
]
EVENTS = [
    "全乡遭遇大旱",
    "供销社迁入新址",
    "首台拖拉机进村",
    "修通盘山公路",
    "电灯照亮全村",
    "兴办砖瓦厂",
    "中学招收高中班",
    "洪水冲毁石拱桥",
    "重建文昌阁",
    "引进杂交水稻",
    "小水电站并网发电",
    "撤并五所教学点",
    "建起敬老院",
    "编修族谱",
    "获评文明村镇",
]
TITLES = [
    "总述",
    "建置与疆域",
    "山川气候",
    "物产",
    "人口",
    "农田水利",
    "工矿商贸",
    "道路桥梁",
    "学校教育",
    "医药卫生",
    "风俗方言",
    "人物传略",
]
LINES = [
    "外婆家的院子里有一棵枣树",
    "枣子红的时候，满地都是麻雀",
    "她总坐在门槛上择豆角",
    "收音机里唱着听不懂的戏",
    "我问她，您年轻时想去哪里",
    "她笑了，说，镇上吧",
    "后来我去了很远的地方",
    "每次打电话，她都先问吃饭没有",
    "去年冬天，院子拆了",
    "枣树移到了村委会门口",
    "今年春天它没有发芽",
    "我在树下站了很久，谁也没有说话",
    "雨停了",
    "有人从对面走过来，问我是谁家的孩子",
    "我说出外婆的名字",
    "他点点头，又摇摇头",
    "天黑得很快",
    "路灯一盏一盏地亮起来，像她当年点的油灯",
]
PROSE = (
    "青石桥下的水闸建于上世纪六十年代，经过几十年的运行，闸门锈蚀严重，启闭设备老化，遇到汛期往往要靠人工抬板，既费时又危险。",
    "去年秋天，水务所会同设计单位对全线灌渠作了勘测，决定分三期改造，首期先换闸门和启闭机，二期衬砌渠道，三期建设自动监测站，力争两年完成。",
    "改造期间，下游三个村的灌溉由临时泵站保证，沿线群众对施工给予了理解和支持，没有发生一起纠纷。",
    "工程完工后，预计每年可节水四十万立方米，新增和改善灌溉面积一万两千亩，受益农户三千多户。",
)  # fmt: skip
COUNTED = (
    "{n}.", "{n}、", "{n}．", "({n})", "（{n}）", "{c}", "{h}、", "（{h}）",
    "第{h}，", "{h}是", "·", "—— ", "——", "√ ", "➢", "★", "※", "▶", "",
)  # fmt: skip


def person(c):
    """Return a name of two or three characters."""
    return c.choice(SURNAMES) + "".join(c.sample(GIVEN, c.choice((1, 2, 2))))


def phone(c):
    """Return a telephone number."""
    return c.choice((f"8{c.randint(1000000, 9999999)}", f"13{c.randint(100000000, 999999999)}"))


def some(c, stock, low, high):
    """Return a few of some words."""
    return c.sample(stock, c.randint(low, min(high, len(stock))))


def fact(c):
    """Return a thing done, with its figures."""
    text = f"{c.choice(DID)}{c.randint(2, 9000)}{c.choice(UNITS)}"
    if c.random() < 0.6:
        text += c.choice(
            (
                f"，比去年增加{c.randint(2, 90)}%",
                f"，完成计划的{c.randint(60, 130)}%",
                f"，投入资金{c.randint(3, 900)}万元",
                f"，其中{c.choice(PLACES)}{c.randint(1, 50)}{c.choice(UNITS)}",
            )
        )
    return text


def facts(c):
    """Return a fact a line."""
    return ["一年来的工作", *(fact(c) for _ in range(c.randint(3, 9)))]


def contacts(c):
    """Return who is reached where."""
    return ["常用电话", *(f"{person(c)}，{o}{c.choice(POSTS)}，{phone(c)}" for o in some(c, OFFICES, 3, 9))]


def shops(c):
    """Return where things are bought."""
    return [
        "代销点名单",
        *(
            f"{p}{c.choice(OFFICES)}代销点，地址：{p}{c.randint(1, 99)}号，负责人：{person(c)}"
            for p in some(c, PLACES, 3, 8)
        ),
    ]


def prices(c):
    """Return goods with their prices."""
    sep = c.choice((" ", "", "，", "："))
    return ["本周零售价", *(f"{g}{sep}{c.randint(1, 60)}.{c.randint(0, 9)}元" for g in some(c, GOODS, 4, 12))]


def menu(c):
    """Return dishes."""
    return [
        "菜单",
        *(f"{d}{c.choice(('', '（微辣）', '（例）'))} {c.randint(9, 128)}元" for d in some(c, DISHES, 4, 9)),
    ]


def chronicle(c):
    """Return years with what happened."""
    year, made = c.randint(1930, 1960), ["大事略记"]
    for event in some(c, EVENTS, 4, 13):
        year += c.randint(1, 6)
        made.append(
            f"{year}年{c.choice(('', f'{c.randint(1, 12)}月'))}，{event}"
            + c.choice(("", f"，{c.choice(PLACES)}设分点", f"，耗资{c.randint(2, 300)}万元"))
        )
    return made


def family(c):
    """Return the generations of a family."""
    return [
        "世系",
        *(
            f"第{h}世{person(c)}，字{c.choice(GIVEN)}{c.choice(GIVEN)}，娶{c.choice(SURNAMES)}氏"
            + c.choice(("", f"，生{c.randint(1, 5)}子", f"，迁居{c.choice(PLACES)}"))
            for h in "一二三四五六七八"[: c.randint(3, 8)]
        ),
    ]


def rota(c):
    """Return who is on duty."""
    sep = c.choice(("：", " ", ""))
    return [
        "值班安排",
        *(f"{c.randint(1, 12)}月{d}日{sep}{person(c)}、{person(c)}" for d in range(1, c.randint(5, 12))),
    ]


def career(c):
    """Return the stations of a working life."""
    year, made = c.randint(1985, 2000), ["工作经历"]
    for o in some(c, OFFICES, 3, 5):
        made.append(f"{year}.0{c.randint(1, 9)}—{year + 3}.0{c.randint(1, 9)} {o} {c.choice(POSTS)}")
        year += 3
        made += [f"{d}；" for d in some(c, DID, 0, 3)]
    return made


def prose(c):
    """Return prose of short lines."""
    at = c.randint(0, 6)
    return LINES[at : at + c.randint(5, 12)]


def contents(c):
    """Return a table of contents."""
    page, made = 1, ["目录"]
    for h, title in zip("一二三四五六七八九", some(c, TITLES, 4, 9), strict=False):
        made.append(f"第{h}章 {title}{'…' * c.randint(8, 20)}{page}")
        page += c.randint(2, 30)
    return made


def agenda(c):
    """Return the hours of a day."""
    return [
        "活动安排",
        *(f"{h}:{c.choice(('00', '30'))}—{h + 1}:00 {c.choice(EVENTS)}座谈" for h in range(8, c.randint(11, 17))),
        f"地点：{c.choice(PLACES)}{c.choice(OFFICES)}",
    ]


def notice(c):
    """Return a short notice."""
    whom = c.choice(
        (f"各{c.choice(OFFICES)}、{c.choice(OFFICES)}、{c.choice(OFFICES)}：", "各村委会，乡直各单位：", "全体社员：")
    )
    return [
        f"关于{c.choice(DID)}的通知",
        whom,
        f"为{c.choice(DID)}，定于{c.randint(2, 12)}月起在{c.choice(PLACES)}一带开展专项工作。",
        f"{c.choice(PLACES)}{c.choice(OFFICES)}",
        f"20{c.randint(10, 24)}年{c.randint(1, 12)}月{c.randint(1, 28)}日",
    ]


def marked(c, form=None):
    """Return items behind a mark."""
    form = c.choice(COUNTED) if form is None else form
    end = c.choice(("", "", "。", "；"))
    said = [c.choice((c.choice(DID), fact(c), fact(c))) for _ in range(c.randint(3, 8))]
    return [
        "工作要点",
        *(
            form.format(n=n, h="一二三四五六七八"[n - 1], c="①②③④⑤⑥⑦⑧"[n - 1]) + text + end
            for n, text in enumerate(said, 1)
        ),
    ]


KINDS = (facts, contacts, shops, prices, menu, chronicle, family, rota, career, prose, contents, agenda, notice, marked)
FORMS = ("alone", "blank lines", "inside prose", "indented")


def clean(kind, form, c):
    """Return the lines of a clean text of a kind and its source in a form."""
    made = kind(c)
    if form == "inside prose":
        made = [*c.sample(PROSE, 2), *made, *c.sample(PROSE, 2)]
    between = {"blank lines": "\n\n", "indented": "\n　　"}.get(form, "\n")
    return made, between.join(made) + "\n"

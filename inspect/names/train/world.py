"""Names as the lists of European ones lack them: of East Asia and of Arabic,
put together from syllables and romanised lists, and what English words name:
bands, teams, firms, works, places.

What is listed comes from npm's @faker-js/faker (works.json, collect.mjs) and
PyPI's faker, whose names in Latin letters lexicon.py leaves out.
"""

import importlib
import json
import re

PINYIN = """ai an ang bai ban bang bao bei ben bin bing bo cai can chang chao
chen cheng chong chu chuan chun cong cui da dai dan dao de deng di ding dong du
duan en fa fan fang fei feng fu gang gao ge gen gong gu guan guang gui guo hai
han hao he heng hong hou hu hua huai huan huang hui ji jia jian jiang jiao jie
jin jing jiu ju jue jun kai kang ke kong kuan kui kun lan lang lei li lian
liang lie lin ling liu long lu luan lun luo mao mei meng mi miao min ming mo mu
na nan ni nian ning nuo pan pei peng pin ping pu qi qian qiang qiao qin qing
qiong qiu quan que ran ren rong ru rui run san shan shang shao shen sheng shi
shou shu shuai shuang shui shun shuo si song su sui tai tan tao teng ti tian
tie ting tong wan wang wei wen wu xi xia xian xiang xiao xie xin xing xiong xiu
xu xuan xue xun ya yan yang yao ye yi yin ying yong you yu yuan yue yun zai ze
zeng zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhuang zhuo zi zong zu
zuo""".split()
HANGUL = """ah bae bin bok bom byung chae chan chang chil chul dae do dong duk eun
ha hae han he hee ho hong hoon hwa hwan hye hyeon hyo hyuk hyun il im in jae
jeong ji jin jong joo joon ju jun jung ki kil kook kwan kwang kyu kyung man mi
min moon mu myung nam oh ok ran rang rim rok sang se seo seok seon seung shin
si sik so sol sook soo su suk sun sung tae tak ui uk un woo wook ye yeol yeon
yong yoo yoon you young yul yun""".split()
KOREAN = """Kim Lee Park Choi Jung Jeong Kang Cho Yoon Jang Lim Han Oh Seo Shin
Kwon Hwang Ahn Song Ryu Hong Jeon Ko Moon Son Yang Bae Baek Heo Nam Shim Noh Ha
Kwak Sung Cha Joo Woo Koo Min Yoo Na Jin Chung Pak Rhee Yi Roh""".split()
# Beginnings and ends of Japanese names.
GIVEN = ("""Aki Asa Atsu Chika Fumi Haru Hide Hiro Hisa Ichi Ikuo Iwa Jun Katsu
Kazu Ken Kimi Kiyo Kuni Mana Masa Michi Mitsu Moto Mune Naga Nao Nobu Nori Rei
Ryō Sada Saku Sei Shige Shin Shō Shun Sō Sumi Taka Take Tama Tame Tetsu Toki
Tomo Toshi Tsune Yasu Yō Yori Yoshi Yū Yuki""".split(), """aki bu e fumi fusa
hiko hiro hisa hito ichi ji jirō kazu ki ko maro masa mi michi mitsu mori moto
mune na nari nobu nori o rō saburō suke ta taka taku tane taro tarō to tomo
toshi tsugu ya yasu yo yori yoshi yuki zō""".split())
FAMILY = ("""Aka Ao Ara Asa Chi Ebi Endō Fuji Fuka Fuku Furu Hama Hara Hase Hashi
Haya Higashi Hira Hori Hoso Ichi Ike Ima Ino Ishi Itō Iwa Kana Kane Kasa Kata
Kawa Kita Ko Kubo Kuma Kuri Kuro Maru Masu Matsu Mina Miya Mizu Mori Moto Mura
Naga Naka Nari Nishi No Ō Oda Oka Oku Ono Saka Sakura Sano Sawa Seki Shiba
Shima Shimo Shira Sue Sugi Suzu Ta Taka Take Tani Tera Toku Tomi Toyo Tsuchi
Tsuka Tsuru Uchi Ue Ume Wada Wata Yama Yana Yasu Yoko Yone Yoshi""".split(), """
bayashi be da dani do fuji gai gami gawa guchi hama hara hashi hata i ike jima
kawa ki ku kubo kura ma matsu mi mine moto mori mura nabe naga naka ne nishi no
numa o oka saka saki sawa se shima shita ta tani tō tsu ya yama zaka zaki
zawa""".split())
ARABIC = "Abd Abou Abu Ibn Ben Bin Al El".split()
# English things that are places, and that are not; {w} stands for words, {s}
# for a family name.
PLACES = ["{w} Mountain", "{w} River", "{w} Park", "{w} Street", "{w} Lake",
          "{w} Bay", "{w} Valley", "{w} Creek", "{w} Island", "{w} Hills",
          "{w} Beach", "{w} Square", "{w} Point", "{w} Springs", "Fort {s}",
          "{s} County", "Mount {s}", "Lake {s}", "Port {s}", "New {s}",
          "{s} Field", "{s} Road", "{s} Hall", "{s} Avenue", "{s} Bridge",
          "{s} Stadium", "{s} Arena", "{s} Island", "{s} Park", "{s} House",
          "North {w}", "South {w}", "West {w}", "East {w}", "{w} Peak",
          "{s} Mountain", "{s} Beach", "{s} Ridge", "{s} River", "{s} City",
          "{s} Creek", "{s} Falls", "{s} Springs", "{s} Bay", "{s} Harbour",
          "{s} Glacier", "{s} Hill", "{s} Towers", "{s} Junction",
          "{s} Square", "{s} Valley", "{f} Island", "{f} Bay"]
BANDS = ["The {p}", "The {w}", "{w}", "{w} {w}", "{w} and the {p}",
         "{w} & the {p}", "{w} of {w}", "{s} & {s}", "{w} in {p}", "{f} {p}",
         "{w} {s}", "{s} Brothers", "{w} Brothers", "The {s} Band"]
FIRMS = ["{w} Records", "{w} Music", "{w} Pictures", "{w} Software",
         "{w} Games", "{w} Entertainment", "{s} Pictures", "{s} Records",
         "{w} Studios", "{s} Studios", "{w} Soft", "{s} Motors",
         "{w} Productions", "{s} Books", "{f} {s} Records", "{s} Foods",
         "{f} {s} Pictures", "{s} Union", "{s} Airways", "{s} Bank", "{w} Press", "{w} Channel",
         "{s} Aviation", "{w} Media", "{w} Interactive", "{w} Airways"]
MACHINES = ["{w} {n}", "{b} {n}", "{K} {n}", "{w} System", "{b} CPC",
            "{K} Spectrum", "{w} Station", "Super {w}", "{w} Boy", "Game {w}"]
ALONE = 0.25		# share of bands that are one word


class World:
    def __init__(self, maker, works, english):
        """Draws by `maker`, generate.Maker; `english` words name nobody."""
        self.maker, self.random = maker, maker.random
        self.works, self.english = works, english
        self.plurals = [w for w in english if re.fullmatch(
            r"\w{3,}[^siu\W]s", w)]
        self.romanised = read_romanised()

    def pick(self, texts):
        return self.random.choice(texts)

    def full(self):
        """A person of East Asia, or with an Arabic name."""
        style = self.random.random()
        if style < 0.3:
            return self.pick(self.romanised["zh_CN", "last"]) + " " + \
                self.syllables(PINYIN, "")
        if style < 0.5:
            return self.pick(KOREAN) + " " + self.syllables(
                HANGUL, self.pick(["-", "-", "", " "]))
        if style < 0.8:
            names = self.japanese(GIVEN), self.japanese(FAMILY)
            return " ".join(names if self.random.random() < 0.7 else
                            names[::-1])
        return self.arabic()

    def syllables(self, known, joint):
        """One or two of them; the second is small unless a blank is between."""
        first = self.pick(known).capitalize()
        if self.random.random() < 0.25:
            return first
        second = self.pick(known)
        return first + joint + (second.capitalize() if joint == " " else
                                second)

    def japanese(self, parts):
        if self.random.random() < 0.2:
            kind = "first" if parts is GIVEN else "last"
            return self.pick(self.romanised["ja_JP", kind])
        return self.pick(parts[0]) + self.pick(parts[1])

    def arabic(self):
        last = self.pick(self.maker.all["xx"]["last"])
        style = self.random.random()
        if style < 0.5:
            last = self.pick(["al-", "Al-", "el-", "ibn ", "ben ", "bin "]) + \
                last
        elif style < 0.7:
            last = self.pick(ARABIC) + " " + last
        return self.pick(self.maker.all["xx"]["first"]) + " " + last

    def stage(self):
        """The name of a rapper."""
        kind = self.pick(("DJ ", "MC ", "Lil ", "Big ", "Young ", "Kid "))
        return kind + self.pick((lambda: self.words(1), self.maker.first,
                                 self.maker.brand))()

    def words(self, most=2):
        return " ".join(self.pick(self.english).capitalize() for _ in range(
            self.random.randint(1, most)))

    def fill(self, form):
        values = {"w": self.words, "p": lambda: self.pick(self.plurals)
                  .capitalize(), "s": self.maker.last,
                  "f": lambda: self.maker.listed("first", 0.3),
                  "n": lambda: str(self.random.randint(1, 99)),
                  "b": self.maker.brand,
                  "K": lambda: self.pick(self.maker.letters)}
        return re.sub(r"\{(\w)\}", lambda m: values[m.group(1)](), form)

    def title(self):
        """A film, a song, an album, a book."""
        if self.random.random() < 0.5:
            return self.pick(self.works["titles"])
        text = self.words(3)
        return self.pick(["The ", "A ", "My ", "", "", ""]) + text

    def band(self):
        if self.random.random() < 0.5:
            return self.pick(self.works["bands"])
        return self.fill(self.pick(BANDS))

    def firm(self):
        style = self.random.random()
        if style < 0.4:
            return self.pick(self.works["firms"])
        return self.maker.brand() if style < 0.55 else \
            self.fill(self.pick(FIRMS))

    def place(self):
        return self.fill(self.pick(PLACES))

    def machine(self):
        return self.fill(self.pick(MACHINES))

    def team(self):
        """Raptors de Toronto, Hurricanes de la Caroline, Chicago Bulls."""
        name = self.pick(self.plurals).capitalize()
        if self.random.random() < 0.2:
            name = self.words(1) + " " + name
        elif self.random.random() < 0.1:
            name = self.words(1)
        city = self.maker.city()
        if self.random.random() < 0.3:
            return city + " " + name
        if self.maker.language == "fr":
            return name + self.french(city)
        return name + self.pick((" de ", " of ", " ")) + city

    def french(self, city):
        """de Toronto, d'Orlando, de la Caroline"""
        if self.random.random() < 0.2:
            return self.pick([" de la ", " du ", " de l'"]) + \
                self.maker.listed("region", 0)
        return (" d'" if city[0] in "AEIOUÉÈÎ" else " de ") + city


def read_romanised():
    """Names in Latin letters, by locale and kind."""
    names = {}
    for locale in ("zh_CN", "ja_JP"):
        provider = importlib.import_module(
            "faker.providers.person." + locale).Provider
        for kind in ("first", "last"):
            names[locale, kind] = sorted(getattr(
                provider, kind + "_romanized_names"))
    return names


def read_works(path, firsts):
    """Titles, bands and firms of the package's lists. An artist whose first
    word is a given name may be a person, and one of one word anybody."""
    with open(path, encoding="utf-8") as f:
        lists = json.load(f)
    bands = [b for b in lists["artists"] if (
        b.startswith("The ") or (
            " " in b and b.split()[0].lower() not in firsts)) and
        re.fullmatch(r"[\w .&'-]+", b)]
    titles = [t for t in lists["titles"] if len(t.split()) <= 5 and
              t[0].isupper() and re.fullmatch(r"[\w .,&'!?-]+", t)]
    return {"bands": sorted(bands), "titles": sorted(titles),
            "firms": sorted(x for x in lists["firms"] if x[0].isupper())}

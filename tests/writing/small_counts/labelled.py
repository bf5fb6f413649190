"""Ways in which clerks tell a small count, and numbers that are none: made by code, the sieve was tuned on these.

A slot stands for a number from 1 to 4: ``{d}`` 2, ``{0d}`` 02, ``{w}`` hai, ``{W}`` Hai, ``{f}`` full-width,
``{s}`` raised, ``{w} ({0d})`` and the like one number told twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

WORDS = {1: "một", 2: "hai", 3: "ba", 4: "bốn"}
SMALL = tuple(WORDS)
SLOT = re.compile(r"\{w\} ?\(\{0?d\}\)|\{0?d\} ?\(\{w\}\)|\{\w+\}")
_ONE = re.compile(r"\{(\w+)\}")


def written(kind: str, count: int) -> str:
    """A number in one of the ways."""
    return {
        "d": str(count),
        "D": str(count),  # at a beginning
        "0d": f"0{count}",
        "w": WORDS[count],
        "W": WORDS[count].capitalize(),
        "u": "".join(c for c in unicodedata.normalize("NFD", WORDS[count]) if not unicodedata.combining(c)),
        "f": chr(0xFF10 + count),
        "s": "\u00b9\u00b2\u00b3\u2074"[count - 1],
    }[kind]


def rendered(template: str, counts: Sequence[int]) -> str:
    """The template with a number in each slot."""
    numbers = iter(counts)

    def slot(match: re.Match[str]) -> str:
        count = next(numbers)
        return _ONE.sub(lambda one: written(one[1], count), match[0])

    return SLOT.sub(slot, template)


def slots(template: str) -> int:
    """How many numbers the template has."""
    return len(SLOT.findall(template))


def masked(template: str) -> str:
    """What goes out of it."""
    return SLOT.sub("(c)", template)


def held_out(name: str) -> list[str]:
    """The lines of a file that were written before the sieve, and not looked at while it was tuned."""
    return (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def _listed(words: str) -> list[str]:
    return " ".join(words.split()).split(", ")


_NUMBERS = ("{d}", "{0d}", "{w}", "{w} ({0d})", "{0d} ({w})")
_PEOPLE = _listed(
    """
    người, phụ nữ, nam, nữ, chị, em, cháu, trẻ em, học viên, đối tượng, hộ, gia đình, thành viên, hội viên, nạn nhân,
    cá nhân, lượt người, lượt, trường hợp, vụ, ca, cặp, nhân viên, tiếp viên, chủ cơ sở, gái bán dâm, khách, thân chủ,
    bị can, hộ vay vốn, vụ việc, chị em phụ nữ, đối tượng nữ, người bán dâm, em gái, khách mua dâm, hộ nghèo, lao động
    nữ, người nghiện ma túy, bệnh nhân, cháu gái dưới 16 tuổi, học sinh, công nhân, thanh niên, chủ chứa
    """
)
_FRAMES = (
    "Trong kỳ phát hiện {n} {p}.",
    "Hỗ trợ cho {n} {p} trên địa bàn.",
    "Phường có {n} {p}, không phát sinh mới.",
    "- {n} {p};",
    "Đã lập hồ sơ quản lý ({n} {p}).",
)


def direct() -> Iterator[str]:
    """A number before each word; a frame and a way of writing for each in turn."""
    for place, (number, people) in enumerate(product(_NUMBERS, _PEOPLE)):
        yield _FRAMES[place % len(_FRAMES)].replace("{n}", number).replace("{p}", people)


OTHER_WAYS = """
Số người: {d}
Số người bán dâm: {0d}.
Người bán dâm = {d}
Số người bán dâm là {d}.
Tổng số người vi phạm là {0d} người.
Tổng số người vi phạm trong kỳ là {w}.
Số trường hợp được hỗ trợ vay vốn: {0d}; số tiền 20 triệu đồng.
Số lượt người: {w}.
Người bán dâm có hồ sơ quản lý: {w} ({0d}).
Nữ: {d}; nam: {d}.
Số nữ {0d}, số nam {0d}.
Người bán dâm ({d}).
Người bán dâm – {0d}.
Nữ giới: {0d}, nam giới: {0d}
Số hộ được vay vốn còn {d}.
Số người bán dâm chỉ có {d}.
Số đối tượng giảm còn {w}.
Số nạn nhân được hỗ trợ đạt {0d}.
Có {d}-{d} người hoạt động không thường xuyên.
Có {d} – {d} đối tượng hoạt động không thường xuyên.
Có từ {d} đến {d} người.
Từ {w} đến {w} đối tượng.
Có {d} hoặc {d} trường hợp tái phạm.
Khoảng {d}, {d} người thường xuyên đón khách.
Phát hiện {d} nam, {d} nữ.
Phát hiện {0d} nam và {0d} nữ.
Xử phạt {d} người bán dâm, {d} người mua dâm, {d} chủ chứa.
Có {d}/5 người được học nghề.
Có {d}/{d} người được học nghề.
Có {d} trong 5 người được học nghề.
Có {d} trong số 12 người được học nghề.
{W} trong số các đối tượng đã bỏ đi khỏi địa phương.
Phát hiện 6 người, {d} trong số đó là nữ.
Rà soát 9 đối tượng. {W} trong số đó đã chuyển đi.
Chỉ có {w} người.
Chỉ {0d} trường hợp.
Có duy nhất {0d} trường hợp.
Không quá {d} người.
Không quá {0d} trường hợp bị xử lý.
Tối đa {d} hộ.
Ít nhất {d} cháu bị xâm hại.
Hơn {d} người.
Có khoảng {w} người.
Dưới {d} người.
Bắt quả tang {w} đôi nam nữ.
Bắt quả tang {0d} cặp nam nữ mua bán dâm.
Xử phạt {w} cặp vợ chồng chủ quán.
Cả {w} đối tượng đều là người ngoại tỉnh.
Phát hiện hai đối tượng khác? Không: {d} đối tượng.
Phát hiện 12 người, trong đó {d} bị xử phạt, {d} được nhắc nhở.
12 người, trong đó {d} là nữ.
Trong số 12 người có {d} dưới 18 tuổi.
12 người bán dâm, {0d} nhiễm HIV, {0d} nghiện ma túy.
Xử phạt 8 đối tượng: {0d} bán dâm, {0d} mua dâm, {0d} môi giới.
Số người bán dâm tăng {d} so với cùng kỳ.
Tăng {d} người so với cùng kỳ năm 2023.
Giảm {0d} người so với cùng kỳ.
Có thêm {w} người.
Số người bán dâm (sw_estimated): {d}.
PHÁT HIỆN {0d} NGƯỜI BÁN DÂM.
{W} NGƯỜI bị xử phạt.
Phát hiện {f} người.
Phát hiện {s} người.
Phat hien {u} nguoi.
Co {0d} truong hop.
Ho tro {u} luot nguoi, {d} phu nu.
So nguoi ban dam: {0d}.
Phát hiện {d}\u00a0người.
Phát hiện {d}\u202f\u00a0người.
Phát hiện {0d}người.
Phát hiện {d}\u200bngười.
Phát hiện {d}
người.
Phát hiện {d} nguời, {d} đối tuợng, {d} truờng hợp.
Có {d} mẹ con bị lừa bán.
Có {w} vợ chồng chủ quán.
Có {d} bạn trẻ bị lôi kéo.
Có {d} nhân khẩu tạm trú.
Có {0d} cô gái phục vụ.
Theo khoản 2 Điều 24, xử phạt {d} người.
Trong tháng 6, {0d} người bị xử phạt.
Quý II, {w} người được hỗ trợ.
Năm 2024, {0d} đối tượng chuyển đi.
Ngày 12/6/2024 kiểm tra, phát hiện {0d} nhân viên nữ.
Nhóm {d} đối tượng bị bắt.
Mỗi tháng {d} người.
Tổng số {0d} người.
Trong số {d} người được mời có {d} người là chủ cơ sở.
50% ({d} người) được hỗ trợ.
50% ({d}/{d} người) được hỗ trợ.
Đơn vị đề nghị công bố {0d} người thay cho 14 người.
Sổ theo dõi ghi {w} người, đơn vị ghi nhầm 12 người.
Có {d} người/tổ.
{D} người
{0d} người, {0d} hộ, {0d} vụ.
Số người vay vốn: {d} (tăng {d}).
Người bán dâm: {0d} trong đó {0d} nữ.
Số vụ: {d}. Số người: {d}.
Số tin báo, tố giác tội phạm: {0d}.
Tiếp nhận {0d} tin báo, {w} tố giác.
Có {d}, {d} và {d} người ở ba tổ.
Có {d} và 12 người.
Có 12 và {d} người.
Có {d},0 người.
Tiếp nhận, hỗ trợ {0d} (người).
Hỗ trợ vay vốn {0d} chị, dạy nghề {0d} chị, việc làm {0d} chị.
Có {0d} đ/tượng, {0d} t/hợp.
Trong đó có {0d} là người dưới 18 tuổi.
{W} người dân cho biết có hoạt động mại dâm.
Có {w} nữ sinh bị dụ dỗ.
Xử lý {d} vi phạm.
Phát hiện O{d} người.
Người bán dâm {0d}, người mua dâm {0d}.
Có hai, ba hoặc {w} người.
Bắt giữ {0d} tên môi giới mại dâm.
Có {0d} nghi phạm bỏ trốn.
Hiện còn {d} em nhỏ sống cùng mẹ.
Triệt phá {0d} vụ, bắt {0d} đối tượng, gồm {0d} nam và {0d} nữ.
Có {0d} nữ tiếp viên dưới 18 tuổi.
Hỗ trợ khẩn cấp cho {d} bà mẹ đơn thân.
"""


def other_ways() -> list[str]:
    """Ways that need more than a number before a word."""
    lines = OTHER_WAYS.strip().replace("{d}\nngười", "{d}\\nngười").splitlines()
    return [line.replace("\\n", "\n") for line in lines]


def told() -> list[str]:
    """All templates that tell a small count."""
    return [*direct(), *other_ways()]


_THINGS = _listed(
    """
    buổi, buổi tuyên truyền, lớp tập huấn, cuộc họp, đợt kiểm tra, hội nghị, tháng, ngày, năm, tuần, giờ, lần, triệu
    đồng, tỷ đồng, nghìn người, trăm lượt người, chục hộ, cơ sở, quán karaoke, nhà nghỉ, phường, tổ dân phố, đơn vị,
    đoàn kiểm tra, mô hình, câu lạc bộ, nội dung, nhiệm vụ, giải pháp, văn bản, kế hoạch, băng rôn, tin bài, xe máy,
    trang, dòng, lỗi nhập liệu, số, phần, bên, mặt, cấp, hình thức, chương trình, bộ hồ sơ, điểm nóng, cán bộ
    """
)
_HARMLESS_FRAMES = (
    "Phường đã thực hiện {n} {t} trong kỳ.",
    "Có {n} {t} với 120 người tham gia.",
    "Người dân được phổ biến qua {n} {t}.",
    "- {n} {t};",
)
_NAMES = _listed(
    """
    khoản, Điều, tháng, quý, đợt, lần thứ, phường, tổ, khu phố, tổ dân phố, nhóm, giai đoạn, mục, phụ lục, dòng, cột,
    cấp độ, mức, lớp, đội, Kế hoạch số, Nghị quyết số, Thông tư số, Tỉnh lộ, ngày, tiêu chí, chỉ tiêu, bước, vòng,
    tầng, phòng, Quốc lộ
    """
)
_NAME_FRAMES = (
    "Theo {t} {n}, người bán dâm được hỗ trợ.",
    "Người dân {t} {n} đồng tình.",
    "Kết quả của {t} {n} được báo cáo đầy đủ.",
)

OTHER_HARMLESS = """
Ngày 2/3/2024, 12 người dự họp.
Từ ngày 02 tháng 3 đến ngày 4 tháng 4 năm 2024.
Quý 2/2024 có 12 người.
Tháng 3/2024, 15 người được tuyên truyền.
Nghị định số 2/2024/NĐ-CP; Nghị quyết số 4-NQ/TW; Thông tư 03/2021/TT-BLĐTBXH.
Kế hoạch 02/KH-UBND về công tác phụ nữ.
6 tháng đầu năm và 3 tháng cuối năm.
Một số người dân; một số hộ; một số đối tượng; một phần người lao động.
Mọi người, mỗi người, từng người đều ký cam kết.
Hai bên cùng ký; ba mặt giáp ranh; bốn bề là núi.
Có 12 người, 5 đối tượng, 1.002 người, 3,4 người.
Có hai mươi ba người, bốn trăm lượt người, 2.000 người, 1 200 người.
Có 2 nghìn người, 3 triệu lượt người, hai nghìn người, mười hai người.
Có ba mươi tư người, hai trăm linh hai người, ba chục người.
Năm người, sáu người, bảy hộ, tám vụ, chín em, mười cháu.
Mười một người, mười hai người, hai mốt người.
Nhân viên từ 2 tuổi? Không, từ 18 tuổi trở lên.
Trẻ em dưới 4 tuổi, người trên 60 tuổi.
Không phát hiện một trường hợp nào.
Không có 01 trường hợp nào vi phạm.
Chưa ghi nhận một vụ việc nào liên quan.
Một là, tăng cường tuyên truyền cho người dân; hai là, kiểm tra cơ sở; ba là, hỗ trợ người bán dâm.
Đây là một trong những nhiệm vụ trọng tâm, người dân quan tâm.
Là một trong các giải pháp hỗ trợ người bán dâm.
1. Tình hình người bán dâm trên địa bàn
2. Đối tượng được hỗ trợ
3) Người lao động tại cơ sở
Đạt 2% số hộ, 3,5 % số người.
Tỷ lệ người được hỗ trợ đạt 4%.
Người dân gọi đường dây nóng 3 lần.
Học sinh khối 3, lớp 4 được nghe tuyên truyền.
Thứ hai, thứ ba, thứ tư hằng tuần tiếp dân.
Người thứ ba ngay tình.
Quận Hai Bà Trưng, đường Ba Tháng Hai.
Công ty TNHH Một thành viên Bình Minh.
Người dân tổ 1, tổ 2 và tổ 3 tham gia.
Các phường 1, 2, 3 và 4 đã gửi báo cáo.
Theo khoản 2, 3 Điều 4 Luật Phòng, chống mua bán người.
Mức phạt 2 triệu đồng đến 4 triệu đồng đối với người mua dâm.
Nhân dịp 2/9, 30/4 và 1/5 các hộ treo cờ.
Ô C3, ô D4; dòng 2 và dòng 3.
Bản đồ tỷ lệ 1/2000.
Vận động 40 người lao động trong 2 tuần.
Người lao động làm việc theo ca 3, ca 4.
Phòng, chống dịch theo phương châm 4 tại chỗ.
Đội kiểm tra liên ngành 178 thành phố có 9 thành viên.
Chính quyền 2 cấp, 3 cùng với người dân.
Đối tượng quy định tại điểm a khoản 1.
Đã tuyên truyền được 2 đợt cho 100 hộ.
Các cặp vợ chồng trẻ được tư vấn trước hôn nhân.
Đôi khi người dân còn chủ quan.
Có 12 cặp vợ chồng tham gia.
Giải pháp duy nhất là tuyên truyền.
Một mặt vận động, mặt khác xử lý.
Một vài người chưa hiểu; một ít hộ chưa ký; một bộ phận thanh niên lười lao động.
Đối với hộ kinh doanh: 2 lần kiểm tra mỗi năm.
Công tác hỗ trợ người bán dâm: 2 mô hình, 3 giải pháp.
Số người tham gia 2 buổi là 120.
Hội Phụ nữ tổ chức 02 hội thi, 3 diễn đàn cho phụ nữ.
Người lao động có 2 hợp đồng? Không có.
"""


def harmless() -> list[str]:
    """Sentences in which no small count of people is told."""
    ways = ("{d}", "{0d}", "{w}")
    things = (
        rendered(frame.replace("{n}", ways[(place + turn) % 3]).replace("{t}", thing), [SMALL[(place + turn) % 4]])
        for place, thing in enumerate(_THINGS)
        for turn, frame in enumerate(_HARMLESS_FRAMES)
    )
    names = (
        frame.replace("{n}", f"{SMALL[(place + turn) % 4]:0{1 + place % 2}}").replace("{t}", name)
        for place, name in enumerate(_NAMES)
        for turn, frame in enumerate(_NAME_FRAMES)
    )
    return [*things, *names, *OTHER_HARMLESS.strip().splitlines()]

"""Files as tables: encodings, headers, totals, rows that don't fit, hostile workbooks."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from parure.integrations.imports import lines, reading, spreadsheets
from parure.integrations.imports.problems import PROBLEM_COLUMN, RowProblem, UnreadableFile
from parure.integrations.imports.reading import Row, open_table
from parure.integrations.imports.repair_file import FailedRow, safe_cell, write_repair_file

MEMBERS = "姓名,手机,备注\n沈佩兰,13800006021,喜欢古法\n单依,13800000001,\n"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def bring(tmp_path: Path):
    def bring(content: str | bytes, name: str = "members.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return bring


def refused(path: Path, **options) -> str:
    with pytest.raises(UnreadableFile) as caught:
        list(open_table(path, **options).rows())
    assert caught.value.message
    return caught.value.code


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_encodings_give_the_same_rows(bring, encoding, told):
    table = open_table(bring(MEMBERS, encoding=encoding))
    assert table.encoding == told
    assert table.columns == ["姓名", "手机", "备注"]
    assert list(table.rows()) == [
        Row(2, ["沈佩兰", "13800006021", "喜欢古法"]),
        Row(3, ["单依", "13800000001", ""]),
    ]


def test_an_encoding_that_fails_late_in_the_file_is_seen(bring):
    path = bring(b"name,email\n" + b"a,a@example.com\n" * 200_000 + "沈,b@example.com\n".encode("gb18030"))
    *_rest, last = open_table(path).rows()
    assert last == Row(200_002, ["沈", "b@example.com"])


def test_damaged_utf8_is_refused_and_not_read_as_something_else(bring):
    content = (
        ("姓名,手机\n" + "沈佩兰,13800006021\n" * 50).encode() + b"\xe6\xb2,1\n" + "单依,2\n".encode() * 20
    )
    assert refused(bring(content)) == "damaged_text"


def test_western_accents_are_not_taken_for_chinese(bring):
    content = "name,city\n" + "André Müller,Besançon\nZoë Peña,Málaga\n" * 20
    path = bring(content, encoding="cp1252")
    assert refused(path) == "encoding_unknown"
    assert next(open_table(path, encoding="cp1252").rows()).cells == ["André Müller", "Besançon"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n\r\n", "empty_file"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"<html><table><tr><td>x</td></tr></table>", "web_page"),
        (b"\x00\x01" * 3000, "not_text"),
        (b"13800000001,2020-01-01\n13800000002,2020-01-02\n", "no_header"),
    ],
)
def test_what_is_no_table_is_refused(bring, content, code):
    assert refused(bring(content, "members.xls")) == code


def test_missing_file_and_unknown_encoding(bring, tmp_path):
    assert refused(tmp_path / "absent.csv") == "file_missing"
    assert refused(bring(MEMBERS), encoding="ebcdic") == "encoding_unknown"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(bring, delimiter):
    table = open_table(bring(MEMBERS.replace(",", delimiter)))
    assert table.delimiter == delimiter
    assert next(table.rows()).cells == ["沈佩兰", "13800006021", "喜欢古法"]


def test_delimiter_named_in_the_first_line(bring):
    table = open_table(bring("sep=;\n姓名;手机\n单依;1,5\n"))
    assert (table.delimiter, table.header_row) == (";", 2)
    assert list(table.rows()) == [Row(3, ["单依", "1,5"])]


def test_title_rows_totals_blank_lines_and_repeated_headers(bring):
    table = open_table(
        bring(
            "示例珠宝 会员资料\n\n姓名,手机,累计消费\n单依,1,2\n,,\n姓名,手机,累计消费\n曾敏,3,4\n小计,,4\n合计：,,6\n"
        )
    )
    assert table.header_row == 3
    assert [row.line for row in table.rows()] == [4, 7]
    tally = table.tally
    assert (tally.rows, tally.blank, tally.totals, tally.repeated_headers) == (2, 1, 2, 1)
    assert tally.dropped == [(6, "repeated_header"), (8, "totals"), (9, "totals")]
    assert len(table.notes) == 1
    assert len(table.explain_drops()) == 3


def test_a_customer_called_total_stays(bring):
    table = open_table(bring("name,email,phone\nTotal,t@example.com,+85291234567\nTotal,,\n"))
    assert [row.line for row in table.rows()] == [2]


def test_header_row_may_be_named(bring):
    table = open_table(bring("姓名,手机\n甲,乙\n丙,丁\n"), header_row=2)
    assert (table.columns, list(table.rows())) == (["甲", "乙"], [Row(3, ["丙", "丁"])])
    assert refused(bring("姓名,手机\n甲,乙\n"), header_row=9) == "no_header"


def test_columns_are_trimmed_and_distinct(bring):
    table = open_table(bring("姓名 ,备注,备注,,手机\n a ,b,c,d,e\n"))
    assert table.columns == ["姓名", "备注", "备注 (2)", "(4)", "手机"]
    assert next(table.rows()).cells == ["a", "b", "c", "d", "e"]


def test_marks_that_keep_text_text_are_taken_off(bring):
    table = open_table(bring('订单编号,手机,备注\n"=""001""",\'138****0001,\'s-Gravenhage\n'))
    assert next(table.rows()).cells == ["001", "138****0001", "'s-Gravenhage"]


def test_ragged_rows_are_told_at_their_line(bring):
    table = open_table(bring('姓名,手机,备注\na,1\nb,2,"x\ny"\nc,3,z,extra\nd,4,z,,\n'))
    assert [(row.line, row.problem) for row in table.rows()] == [
        (2, "too_few_cells"),
        (3, ""),
        (5, "too_many_cells"),
        (6, ""),
    ]


def test_zero_bytes_and_long_cells_cost_their_line_only(bring):
    table = open_table(bring("姓名,备注\na,x\0y\nb," + "z" * 40_000 + "\nc,ok\n"))
    assert [(row.line, row.problem) for row in table.rows()] == [
        (2, "nul_byte"),
        (3, "cell_too_long"),
        (4, ""),
    ]
    assert max(len(cell) for row in table.rows() for cell in row.cells) <= reading.MAX_CELL


def test_an_unclosed_quote_costs_its_line_only(bring):
    good = [f"n{i},ok" for i in range(3000)]
    table = open_table(bring("姓名,备注\n" + "\n".join([*good[:1500], 'bad,"open', *good[1500:]]) + "\n"))
    found = [(row.line, row.problem) for row in table.rows() if row.problem]
    assert found == [(1502, "unclosed_quote")]
    assert sum(not row.problem for row in table.rows()) == 3000


def test_an_unclosed_quote_on_the_last_line(bring):
    table = open_table(bring('姓名,备注\na,ok\nb,"open'))
    assert [(row.line, row.problem) for row in table.rows()] == [(2, ""), (3, "unclosed_quote")]


def test_an_unclosed_quote_does_not_swallow_rows_up_to_the_next_quote(bring):
    table = open_table(bring('姓名,备注\na,"open\nb,1\nc,2\nd,"closed, here"\ne,"two\nlines"\n'))
    assert [(row.line, row.problem) for row in table.rows()] == [
        (2, "unclosed_quote"),
        (3, ""),
        (4, ""),
        (5, ""),
        (6, ""),
    ]


def test_a_file_of_open_quotes_is_given_up(bring):
    assert refused(bring("姓名,备注\n" + 'a,"x\n' * 3001)) == "quotes_broken"


def test_an_endless_line_is_passed_over(bring):
    table = open_table(bring("姓名,备注\n" + "x" * (lines.MAX_LINE * 3) + "\na,ok\n"))
    assert [(row.line, row.problem) for row in table.rows()] == [(2, "line_too_long"), (3, "")]


def test_reading_resumes_where_it_stopped(bring):
    path = bring('姓名,备注\n"a\nb",1\nc,2\n合计,3\nd,4\n')
    whole = list(open_table(path).rows())
    for done in range(len(whole)):
        table = open_table(path)
        assert list(table.rows(start_after_line=whole[done].line)) == whole[done + 1 :]
        assert (table.tally.rows, table.tally.totals) == (3, 1)


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=3, max_size=3),
        max_size=8,
    )
)
def test_what_csv_writes_is_read_with_its_lines(rows):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n")
    starts = []
    for row in rows:
        starts.append(1 + sum(1 for _line in io.StringIO(buffer.getvalue(), newline="")))
        writer.writerow(row)
    buffer.seek(0)
    found = list(lines.parse_records(buffer, ","))
    assert [line for line, _cells, _bad in found] == starts
    assert [bad for _line, _cells, bad in found] == [""] * len(rows)


# Workbooks


def workbook(path: Path, rows: list[list[object]], **options) -> Path:
    book = xlsxwriter.Workbook(path, options)
    sheet = book.add_worksheet("会员")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if hasattr(value, "year"):
                sheet.write_datetime(number, column, value, day)
            else:
                sheet.write(number, column, value)
    book.close()
    return path


def test_numbers_of_a_workbook_become_what_was_typed(tmp_path):
    from datetime import date

    path = workbook(
        tmp_path / "a.xlsx",
        [
            ["姓名", "手机", "办卡日期", "克重", "订单号"],
            ["单依", 13800000001, date(2019, 5, 1), 3.25, 1000000000000000011],
        ],
    )
    table = open_table(path)
    (row,) = table.rows()
    assert row.cells[:4] == ["单依", "13800000001", "2019-05-01", "3.25"]
    assert "E+18" in row.cells[4]  # its last digits are gone and must not look real
    assert (table.sheet, table.sheets, table.encoding) == ("会员", ["会员"], "")
    assert refused(path, sheet="顾客") == "sheet_missing"


def rewritten(path: Path, target: Path, name: str, content: bytes, compression=zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", compression) as copy:
        for entry in source.namelist():
            copy.writestr(entry, content if entry == name else source.read(entry))
        if name not in source.namelist():
            copy.writestr(name, content)
    return target


@pytest.fixture
def plain(tmp_path) -> Path:
    return workbook(tmp_path / "plain.xlsx", [["姓名", "手机"], ["单依", 13800000001]])


def test_a_zip_bomb_is_refused_by_its_directory(plain, tmp_path):
    bomb = rewritten(plain, tmp_path / "bomb.xlsx", "xl/media/a.bin", b"0" * (70 * 1024 * 1024))
    assert refused(bomb) == "zip_bomb"


def test_a_zip_bomb_that_lies_about_its_size_is_refused(plain, tmp_path):
    bomb = rewritten(plain, tmp_path / "bomb.xlsx", "xl/media/a.bin", b"0" * 5_000_000)
    content = bytearray(bomb.read_bytes())
    size = (5_000_000).to_bytes(4, "little")
    assert content.count(size) == 2
    bomb.write_bytes(bytes(content).replace(size, (10).to_bytes(4, "little")))
    assert refused(bomb) == "zip_bomb"


def test_two_cells_in_far_corners_are_refused(plain, tmp_path):
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )
    assert refused(rewritten(plain, tmp_path / "far.xlsx", SHEET, sheet)) == "sheet_too_large"


@pytest.mark.parametrize("boundary", range(65530, 65545, 3))
def test_far_corners_are_seen_across_pieces(plain, tmp_path, boundary):
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    padding = b" " * (boundary - len(start) - 40)
    sheet = start + padding + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    stored = rewritten(plain, tmp_path / "far.xlsx", SHEET, sheet, zipfile.ZIP_STORED)
    assert refused(stored) == "sheet_too_large"


def test_other_archives_are_refused(plain, tmp_path):
    assert refused(rewritten(plain, tmp_path / "n.xlsx", "xl/a.zip", b"PK")) == "nested_archive"
    with zipfile.ZipFile(tmp_path / "z.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refused(tmp_path / "z.xlsx") == "not_a_workbook"
    with zipfile.ZipFile(tmp_path / "many.xlsx", "w") as archive:
        for number in range(spreadsheets.MAX_ENTRIES + 1):
            archive.writestr(f"{number}.xml", "")
    assert refused(tmp_path / "many.xlsx") == "zip_bomb"
    (tmp_path / "torn.xlsx").write_bytes(plain.read_bytes()[:2000])
    assert refused(tmp_path / "torn.xlsx") == "damaged_workbook"
    (tmp_path / "old.xls").write_bytes(spreadsheets.OLE_MARK + bytes(600))
    assert refused(tmp_path / "old.xls") == "damaged_workbook"
    (tmp_path / "locked.xlsx").write_bytes(
        spreadsheets.OLE_MARK + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    )
    assert refused(tmp_path / "locked.xlsx") == "encrypted"


def test_broken_xml_is_refused(plain, tmp_path):
    assert refused(rewritten(plain, tmp_path / "b.xlsx", SHEET, b"<worksheet><row r='1'><c")) in (
        "damaged_workbook",
        "empty_file",
    )


# Files to repair


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp"))))
def test_a_safe_cell_comes_back_as_it_was(text):
    safe = safe_cell(text)
    assert not safe.startswith(("=", "+", "-", "@")) or safe == f'="{text}"'
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerow([safe, "x"])
    buffer.seek(0)
    ((_line, cells, _bad),) = lines.parse_records(buffer, ",")
    assert cells == [headers_bare(text), "x"]


def headers_bare(text: str) -> str:
    """What was marked as text in the first place was read without its marks."""
    from parure.integrations.imports.headers import bare

    return text if safe_cell(text) != text else bare(text)


def test_a_repair_file_can_be_imported_again(bring, tmp_path):
    table = open_table(bring("姓名,手机,备注\na,1\n=cmd,0012,-1\n"))
    failed = [FailedRow(row.line, row.cells, [RowProblem("too_few_cells")]) for row in table.rows()]
    path = tmp_path / "repair.csv"
    assert write_repair_file(path, table.columns, failed) == 2
    text = path.read_bytes().decode("utf-8-sig")
    assert "'=cmd" in text
    assert '=""0012""' in text
    again = open_table(path)
    assert again.columns == [PROBLEM_COLUMN, *table.columns]
    first, second = again.rows()
    assert first.problem == "too_few_cells"
    assert second.cells[1:] == ["=cmd", "0012", "-1"]


def test_no_repair_file_without_failures(tmp_path):
    assert write_repair_file(tmp_path / "repair.csv", ["a"], []) == 0
    assert not (tmp_path / "repair.csv").exists()

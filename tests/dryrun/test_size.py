import pytest

from rules.dryrun.size import parse_size


@pytest.mark.parametrize(
    ("text", "size"),
    [("0", 0), ("2000", 2000), ("20KB", 20480), ("1.5 MB", 1572864), ("1 gb", 1024**3), (" 3k ", 3072), ("10 B", 10)],
)
def test_sizes_as_people_write_them(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "12 parsecs", "-1", "1e9", "KB", "٣", "1,5 MB", "9" * 40, "2000 GB"])
def test_an_invalid_size_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"is not a size|larger than any"):
        parse_size(text)

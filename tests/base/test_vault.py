"""Content comes back exactly as it went in, or not at all."""

import tracemalloc
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from roterfaden.base import vault as vaults
from roterfaden.base.vault import KeyMissing, SealedKey, Tampered, Vault, new_secret, parse_key

FILE, OTHER_FILE = UUID(int=1), UUID(int=2)
DATA_KEY = bytes(range(32))
CHUNK = vaults.CHUNK
STORED = CHUNK + 16
quickly = hypothesis_settings(max_examples=60)
SIZES = st.one_of(
    st.integers(0, 2000),
    st.sampled_from([CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK, 3 * CHUNK + 7]),
)


def content_of(size: int) -> bytes:
    return (b"Roter Faden. " * (size // 13 + 1))[:size]


def stored(content: bytes, file_id: UUID = FILE) -> bytes:
    return b"".join(vaults.encrypted(BytesIO(content), DATA_KEY, file_id))


def read(words: bytes, file_id: UUID = FILE, key: bytes = DATA_KEY) -> bytes:
    return b"".join(vaults.decrypted(BytesIO(words), key, file_id))


def chunks_of(words: bytes) -> tuple[bytes, list[bytes]]:
    head, rest = words[: len(vaults.HEADER)], words[len(vaults.HEADER) :]
    return head, [rest[start : start + STORED] for start in range(0, len(rest), STORED)]


@quickly
@given(SIZES)
def test_what_goes_in_comes_out(size: int) -> None:
    content = content_of(size)
    words = stored(content)
    assert read(words) == content
    assert size < 20 or content[:20] not in words


@quickly
@given(SIZES, st.data())
def test_any_changed_bit_is_refused(size: int, data: st.DataObject) -> None:
    words = bytearray(stored(content_of(size)))
    place = data.draw(st.integers(0, len(words) - 1))
    words[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Tampered):
        read(bytes(words))


@quickly
@given(SIZES, st.data())
def test_a_file_cut_off_anywhere_is_refused(size: int, data: st.DataObject) -> None:
    words = stored(content_of(size))
    with pytest.raises(Tampered):
        read(words[: data.draw(st.integers(0, len(words) - 1))])


@quickly
@given(st.integers(0, 3 * CHUNK), st.binary(min_size=1, max_size=40))
def test_anything_added_at_the_end_is_refused(size: int, more: bytes) -> None:
    with pytest.raises(Tampered):
        read(stored(content_of(size)) + more)


@quickly
@given(st.permutations(range(4)).filter(lambda order: order != list(range(4))))
def test_chunks_in_another_order_are_refused(order: list[int]) -> None:
    head, chunks = chunks_of(stored(content_of(4 * CHUNK)))
    with pytest.raises(Tampered):
        read(head + b"".join(chunks[number] for number in order))


@pytest.mark.parametrize("kept", [[0, 1], [0, 2], [1, 2], [0, 0, 1, 2], [0, 1, 1, 2], [2]])
def test_chunks_left_out_or_doubled_are_refused(kept: list[int]) -> None:
    head, chunks = chunks_of(stored(content_of(3 * CHUNK)))
    with pytest.raises(Tampered):
        read(head + b"".join(chunks[number] for number in kept))


def test_one_file_does_not_pass_for_another() -> None:
    with pytest.raises(Tampered):
        read(stored(b"Bescheid"), OTHER_FILE)


def test_chunks_of_two_files_do_not_mix() -> None:
    head, mine = chunks_of(stored(content_of(2 * CHUNK)))
    _head, theirs = chunks_of(stored(content_of(2 * CHUNK), OTHER_FILE))
    with pytest.raises(Tampered):
        read(head + mine[0] + theirs[1])


def test_a_data_key_opens_only_as_the_one_of_its_file() -> None:
    keys = Vault([parse_key(new_secret())])
    data_key, sealed = keys.new_key(FILE)
    assert keys.open_key(sealed, FILE) == data_key
    with pytest.raises(Tampered):
        keys.open_key(sealed, OTHER_FILE)


@quickly
@given(SIZES, st.integers(1, 4))
def test_rotation_keeps_the_content(size: int, rotations: int) -> None:
    content, keys = content_of(size), [parse_key(new_secret())]
    data_key, sealed = Vault(keys).new_key(FILE)
    words = b"".join(vaults.encrypted(BytesIO(content), data_key, FILE))
    for _rotation in range(rotations):
        keys.insert(0, parse_key(new_secret()))
        sealed = Vault(keys).seal_again(sealed, FILE)
        keys = keys[:1]
    assert sealed.key_id == keys[0].id
    assert read(words, key=Vault(keys).open_key(sealed, FILE)) == content


def test_sealing_again_with_the_same_key_changes_nothing() -> None:
    keys = Vault([parse_key(new_secret())])
    _data_key, sealed = keys.new_key(FILE)
    assert keys.seal_again(sealed, FILE) == sealed


@given(st.integers(0, 59), st.integers(0, 7))
def test_any_changed_bit_of_a_sealed_key_is_refused(place: int, bit: int) -> None:
    keys = Vault([parse_key(new_secret())])
    _data_key, sealed = keys.new_key(FILE)
    words = bytearray(sealed.sealed)
    words[place] ^= 1 << bit
    with pytest.raises(Tampered):
        keys.open_key(SealedKey(sealed.key_id, bytes(words)), FILE)


def test_a_key_that_is_gone_is_named() -> None:
    _data_key, sealed = Vault([parse_key(new_secret())]).new_key(FILE)
    with pytest.raises(KeyMissing, match=sealed.key_id):
        Vault([parse_key(new_secret())]).open_key(sealed, FILE)


def test_two_files_with_the_same_content_have_nothing_in_common() -> None:
    keys = Vault([parse_key(new_secret())])
    prints, contents = set(), set()
    for file_id in (uuid4(), uuid4()):
        data_key, _sealed = keys.new_key(file_id)
        prints.add(vaults.fingerprint([b"Bescheid"], data_key))
        contents.add(b"".join(vaults.encrypted(BytesIO(b"Bescheid"), data_key, file_id)))
    assert (len(prints), len(contents)) == (2, 2)


def test_a_large_file_needs_little_memory() -> None:
    class Endless:
        """Twenty megabytes that nobody ever holds at once."""

        left = 20 * 1024 * 1024

        def read(self, size: int = -1) -> bytes:
            taken = min(size, self.left)
            self.left -= taken
            return bytes(taken)

    tracemalloc.start()
    for _chunk in vaults.encrypted(Endless(), DATA_KEY, FILE):  # type: ignore[arg-type]
        pass
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * CHUNK


@pytest.mark.parametrize("text", ["", "kurz", "A" * 44, "ä" * 44, new_secret()[:-4]], ids=range(5))
def test_what_is_no_key_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="32 zufälligen Bytes") as refused:
        parse_key(text)
    assert not text or text not in str(refused.value)

"""Numbers that others gave: SIREN, SIRET, VAT, IBAN, BIC, APE, NDA; checked, kept without their spaces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from backoffice.data.naf import NOMENCLATURES
from backoffice.errors import Invalid
from backoffice.i18n import N_, _
from backoffice.i18n.shown import shown

# python-stdnum costs 35 ms to import: it is loaded by the functions that need it.

_CHARACTERS = N_("there is a character that doesn't belong to it.")
_LENGTH = N_("it has {found} characters and needs {needed}.")
_CHECKSUM = N_("its check digits don't match: a digit is wrong, or two are swapped.")
_ZEROS = N_("it is all zeros.")
_COUNTRY = N_("its country isn't one that has IBANs.")
_SHAPE = N_("its parts aren't in the right order.")
_OTHER_SIREN = N_("it belongs to the SIREN {other}.")


class BadIdentifier(Invalid):
    """A number that can't be right; `why` is one of this module's sentences, still in English."""

    code = "bad_identifier"
    name: ClassVar[str] = ""
    remedy_text: ClassVar[str] = ""

    def __init__(self, text: str, why: str, **details: object) -> None:
        super().__init__(
            _("{name} {text}: {why}").format(
                name=_(type(self).name), text=shown(text), why=_(why).format(**details)
            ),
            remedy=_(type(self).remedy_text),
        )


class BadSiren(BadIdentifier):
    code = "bad_siren"
    name = "SIREN"
    remedy_text = N_("Copy the nine digits from a quote or an invoice; they are the SIRET's first nine.")


class BadSiret(BadIdentifier):
    code = "bad_siret"
    name = "SIRET"
    remedy_text = N_("Copy the 14 digits: the SIREN (9) and the establishment's number (5).")


class BadVatNumber(BadIdentifier):
    code = "bad_vat_number"
    name = N_("VAT number")
    remedy_text = N_("A French VAT number is FR, two characters, and the nine digits of the SIREN.")


class BadIban(BadIdentifier):
    code = "bad_iban"
    name = "IBAN"
    remedy_text = N_("Copy it from the bank's statement of identity; a French one has 27 characters.")


class BadBic(BadIdentifier):
    code = "bad_bic"
    name = "BIC"
    remedy_text = N_("A BIC has 8 or 11 letters and digits: the bank, the country, the town, the branch.")


class BadApe(BadIdentifier):
    code = "bad_ape"
    name = N_("APE code")
    remedy_text = N_("An APE code is four digits and a letter, like 85.59A.")


def _bare(text: str) -> str:
    """`text` without the spaces, dots and dashes that people put in, in capitals."""
    return re.sub(r"[\s.\-\u2010-\u2015]", "", text).upper()


def _digits(text: str, needed: int, error: type[BadIdentifier]) -> str:
    bare = _bare(text)
    if not re.fullmatch("[0-9]*", bare):
        raise error(text, _CHARACTERS)
    if len(bare) != needed:
        raise error(text, _LENGTH, found=len(bare), needed=needed)
    if not bare.strip("0"):
        raise error(text, _ZEROS)
    return bare


def siren(text: str) -> str:
    """The nine digits of a company's number, Luhn checked. Raises `BadSiren`."""
    from stdnum.fr import siren as stdnum_siren

    digits = _digits(text, 9, BadSiren)
    if not stdnum_siren.is_valid(digits):
        raise BadSiren(text, _CHECKSUM)
    return digits


def siret(text: str) -> str:
    """The 14 digits of an establishment's number, Luhn checked. Raises `BadSiret`.

    La Poste's (SIREN 356 000 000) have a sum of digits that is a multiple of 5 instead, but for its head
    office.
    """
    from stdnum.fr import siret as stdnum_siret

    digits = _digits(text, 14, BadSiret)
    if not stdnum_siret.is_valid(digits):
        raise BadSiret(text, _CHECKSUM)
    return digits


def siren_of(siret_digits: str) -> str:
    """The SIREN of an establishment: its first nine digits."""
    return siret_digits[:9]


def vat_number(text: str, of_siren: str | None = None) -> str:
    """A French VAT number (``FR46443121975``), key checked; of `of_siren` if given. Raises `BadVatNumber`.

    Keys with letters exist beside the numeric one.
    """
    from stdnum.fr import tva

    bare = _bare(text).removeprefix("FR")
    if not re.fullmatch("[0-9A-Z]{0,2}[0-9]*", bare):
        raise BadVatNumber(text, _CHARACTERS)
    if len(bare) != 11:
        raise BadVatNumber(text, _LENGTH, found=len(bare) + 2, needed=13)
    if not tva.is_valid(bare):
        raise BadVatNumber(text, _CHECKSUM)
    if of_siren is not None and bare[2:] != of_siren:
        raise BadVatNumber(text, _OTHER_SIREN, other=bare[2:])
    return f"FR{bare}"


def vat_number_of(siren_digits: str) -> str:
    """The VAT number with the numeric key of a SIREN: (12 + 3 x (SIREN mod 97)) mod 97."""
    return f"FR{(12 + 3 * (int(siren_digits) % 97)) % 97:02d}{siren_digits}"


def iban(text: str) -> str:
    """An IBAN without spaces, checked (mod 97, country, shape). Raises `BadIban`."""
    from stdnum import exceptions
    from stdnum import iban as stdnum_iban

    bare = _bare(text)
    if not re.fullmatch("[0-9A-Z]*", bare):
        raise BadIban(text, _CHARACTERS)
    if len(bare) != 27 if bare.startswith("FR") else not 15 <= len(bare) <= 34:
        raise BadIban(text, _LENGTH, found=len(bare), needed=27 if bare.startswith("FR") else "15 - 34")
    try:
        # The lists of banks that a few countries' checks carry grow old; the IBAN's own rules don't.
        stdnum_iban.validate(bare, check_country=False)
    except exceptions.InvalidComponent:
        raise BadIban(text, _COUNTRY) from None
    except exceptions.InvalidChecksum:
        raise BadIban(text, _CHECKSUM) from None
    except exceptions.ValidationError:
        raise BadIban(text, _SHAPE) from None
    return bare


def bic(text: str) -> str:
    """A bank's code of 8 or 11 characters (ISO 9362). Raises `BadBic`."""
    bare = _bare(text)
    if not re.fullmatch("[0-9A-Z]*", bare):
        raise BadBic(text, _CHARACTERS)
    if len(bare) not in (8, 11):
        raise BadBic(text, _LENGTH, found=len(bare), needed="8 / 11")
    if not re.fullmatch("[A-Z]{6}[0-9A-Z]{2,5}", bare):
        raise BadBic(text, _SHAPE)
    return bare


@dataclass(frozen=True, slots=True)
class Ape:
    """An activity code and the nomenclature that it is read in (``naf_rev2``, ``naf_2025``)."""

    code: str
    nomenclature: str


def ape(text: str, on: date) -> Ape:
    """An APE code as printed (``85.59A``), in the nomenclature in force on the day `on`. Raises `BadApe`."""
    bare = _bare(text)
    if len(bare) != 5:
        raise BadApe(text, _LENGTH, found=len(bare), needed=5)
    if not re.fullmatch("[0-9]{4}[A-Z]", bare):
        raise BadApe(text, _SHAPE)
    current = [name for name, since in NOMENCLATURES if since <= on]
    return Ape(f"{bare[:2]}.{bare[2:]}", current[-1] if current else NOMENCLATURES[0][0])


@dataclass(frozen=True, slots=True)
class Checked:
    """A number that is kept as it is, with what looks wrong in it (None when nothing does)."""

    value: str
    warning: str | None


def nda(text: str) -> Checked:
    """A training organisation's registration number, without spaces; never refused.

    Its layout (region, department, sequence, department) was seen on real numbers but no text states it, and
    Corsican and overseas ones differ: what looks wrong is a warning.
    """
    bare = _bare(text)
    if not re.fullmatch("[0-9]{11}", bare):
        return Checked(bare, _("A registration number usually has 11 digits."))
    overseas = bare[2:4] in ("20", "97", "98")
    if bare[2:4] != bare[9:] and not overseas:
        return Checked(bare, _("The department usually stands twice, in digits 3-4 and 10-11."))
    return Checked(bare, None)

"""Law texts that documents print, dated: each with its period, its source, and its rendering in English.

An entry never changes once a document may have used it: a new wording is a new entry with its own dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice.errors import BackofficeError
from backoffice.i18n import _


@dataclass(frozen=True, slots=True)
class Mention:
    """A wording, from a day (included) until a day (excluded); None is without bound."""

    code: str
    fr: str
    en: str
    source: str
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


class MentionMissing(BackofficeError):
    """No wording is known for that day."""

    code = "mention_missing"

    def __init__(self, code: str, on: date) -> None:
        super().__init__(
            _("No wording of the mention {code} is known on {day}.").format(code=code, day=on.isoformat()),
            remedy=_("Update the back office, or write the wording in the settings."),
        )


# References to the CGI may be printed until 30 June 2028; the recodified article isn't known yet.
_CGI_ENDS = date(2028, 7, 1)

MENTIONS: tuple[Mention, ...] = (
    Mention(
        "registration_contract",
        "Déclaration d’activité enregistrée sous le numéro {nda} auprès du préfet de région {of_region}.",
        "Declaration of activity registered under number {nda} with the prefect of the region of {region}.",
        "R. 6351-6 du code du travail",
    ),
    Mention(
        "registration_public",
        "Enregistrée sous le numéro {nda}. Cet enregistrement ne vaut pas agrément de l’État.",
        "Registered under number {nda}. This registration is not an approval by the State.",
        "L. 6352-12 du code du travail",
    ),
    Mention(
        "vat_exempt_training",
        "Exonération de TVA – article 261-4-4° a du CGI",
        "Exempt from VAT – article 261-4-4° a of the French tax code (CGI)",
        "CGI, annexe II, article 242 nonies A, I-12°",
        until=_CGI_ENDS,
    ),
    Mention(
        "vat_franchise",
        "TVA non applicable, art. 293 B du CGI",
        "VAT not applicable, article 293 B of the French tax code (CGI)",
        "CGI, article 293 E",
        until=_CGI_ENDS,
    ),
    Mention(
        "vat_overseas",
        "TVA non applicable – article 294-1 du CGI",
        "VAT not applicable – article 294-1 of the French tax code (CGI)",
        "CGI, article 294",
        until=_CGI_ENDS,
    ),
    Mention(
        "late_penalties",
        "Tout retard de paiement entraîne de plein droit, sans rappel, des pénalités calculées au taux de "
        "refinancement de la Banque centrale européenne majoré de 10 points.",
        "Any late payment bears interest, without reminder, at the refinancing rate of the European Central "
        "Bank plus 10 percentage points.",
        "L. 441-10 du code de commerce",
    ),
    Mention(
        "late_penalties_public",
        "Tout retard de paiement entraîne de plein droit des intérêts moratoires au taux de refinancement de "
        "la Banque centrale européenne majoré de 8 points.",
        "Any late payment bears interest, without formality, at the refinancing rate of the European Central "
        "Bank plus 8 percentage points.",
        "Code de la commande publique",
    ),
    Mention(
        "recovery_fee",
        "Une indemnité forfaitaire de 40 € pour frais de recouvrement est due en cas de retard "
        "(article D. 441-5 du code de commerce).",
        "A fixed fee of €40 for recovery costs is due on late payment (article D. 441-5 of the French "
        "commercial code).",
        "D. 441-5 du code de commerce",
    ),
    Mention(
        "no_early_discount",
        "Escompte pour paiement anticipé : néant.",
        "Discount for early payment: none.",
        "L. 441-9 du code de commerce",
    ),
    Mention(
        "vat_on_debits",
        "Option pour le paiement de la taxe d’après les débits.",
        "Option for payment of VAT on the basis of debits.",
        "CGI, annexe II, article 242 nonies A",
    ),
    Mention(
        "quote_stands",
        "Approuvé et signé avant le début de l’action, ce devis vaut convention de formation professionnelle "
        "(articles L. 6353-1 et D. 6353-1 du code du travail).",
        "Approved and signed before the action begins, this quote stands for the training agreement "
        "(articles L. 6353-1 and D. 6353-1 of the French labour code).",
        "D. 6353-1, II du code du travail",
    ),
    Mention(
        "agreement_follows",
        "Ce devis ne vaut pas convention : une convention de formation professionnelle sera signée avant le "
        "début de l’action (article L. 6353-1 du code du travail).",
        "This quote does not stand for an agreement: a training agreement will be signed before the action "
        "begins (article L. 6353-1 of the French labour code).",
        "L. 6353-1 du code du travail",
    ),
    Mention(
        "agreement_if_training",
        "Ce devis ne vaut pas convention. Si la prestation est reconnue comme action de formation, une "
        "convention de formation professionnelle sera signée avant son début (article L. 6353-1 du code du "
        "travail).",
        "This quote does not stand for an agreement. If the service is found to be a training action, a "
        "training agreement will be signed before it begins (article L. 6353-1 of the French labour code).",
        "L. 6353-1 du code du travail",
    ),
    Mention(
        "contract_follows",
        "Ce devis ne vaut pas contrat : un contrat de formation professionnelle sera conclu avant "
        "l’inscription définitive et tout règlement de frais (article L. 6353-3 du code du travail).",
        "This quote does not stand for a contract: a training contract will be concluded before final "
        "enrolment and before any payment (article L. 6353-3 of the French labour code).",
        "L. 6353-3 du code du travail",
    ),
    Mention(
        "agreement_basis",
        "Conclue en application des articles L. 6353-1 et D. 6353-1 du code du travail.",
        "Concluded under articles L. 6353-1 and D. 6353-1 of the French labour code.",
        "D. 6353-1 du code du travail",
    ),
    Mention(
        "amendment_basis",
        "Conclu en application des articles L. 6353-1 et D. 6353-1 du code du travail.",
        "Concluded under articles L. 6353-1 and D. 6353-1 of the French labour code.",
        "D. 6353-1 du code du travail",
    ),
    Mention(
        "contract_basis",
        "Conclu en application des articles L. 6353-3 à L. 6353-6 du code du travail.",
        "Concluded under articles L. 6353-3 to L. 6353-6 of the French labour code.",
        "L. 6353-3 et L. 6353-4 du code du travail",
    ),
    Mention(
        "withdrawal",
        "À compter de la date de signature du présent contrat, le stagiaire dispose d’un délai de dix jours "
        "pour se rétracter, par lettre recommandée avec avis de réception (article L. 6353-5 du code du "
        "travail).",
        "From the day on which this contract is signed, the trainee has ten days to withdraw, by registered "
        "letter with acknowledgement of receipt (article L. 6353-5 of the French labour code).",
        "L. 6353-5 du code du travail",
    ),
    Mention(
        "withdrawal_at_distance",
        "Le présent contrat étant conclu à distance ou hors établissement, le stagiaire dispose, à compter "
        "de la date de signature, d’un délai de quatorze jours pour se rétracter, par lettre recommandée "
        "avec avis de réception ou par toute autre déclaration dénuée d’ambiguïté (article L. 221-18 du code "
        "de la consommation, article L. 6353-5 du code du travail).",
        "As this contract is concluded at a distance or off premises, the trainee has fourteen days from the "
        "day of signature to withdraw, by registered letter with acknowledgement of receipt or by any other "
        "unequivocal statement (article L. 221-18 of the French consumer code, article L. 6353-5 of the "
        "French labour code).",
        "L. 221-18 du code de la consommation",
    ),
    Mention(
        "individual_payment",
        "Aucune somme ne peut être exigée du stagiaire avant l’expiration du délai de rétractation. Il ne "
        "peut être payé à son expiration plus de 30 % du prix convenu ; le solde donne lieu à un "
        "échelonnement des paiements au fur et à mesure du déroulement de la formation (article L. 6353-6 du "
        "code du travail).",
        "No sum may be asked of the trainee before the withdrawal period has ended. No more than 30 % of the "
        "price may be paid when it ends; the balance is paid in instalments as the training goes on (article "
        "L. 6353-6 of the French labour code).",
        "L. 6353-6 du code du travail",
    ),
    Mention(
        "not_executed",
        "En cas d’inexécution totale ou partielle de la prestation, l’organisme rembourse les sommes "
        "indûment perçues de ce fait (article L. 6354-1 du code du travail).",
        "Where the service is not performed in whole or in part, the organisation reimburses the sums unduly "
        "received on that account (article L. 6354-1 of the French labour code).",
        "L. 6354-1 du code du travail",
    ),
    Mention(
        "indemnity",
        "Les sommes retenues à titre de dédommagement ne sont pas des dépenses de formation : elles font "
        "l’objet d’une ligne ou d’une facture distincte et ne peuvent être prises en charge par un opérateur "
        "de compétences.",
        "Sums kept as compensation are not training expenses: they are invoiced on a line or an invoice of "
        "their own and cannot be borne by a skills operator.",
        "L. 6354-1 du code du travail",
    ),
    Mention(
        "amendment_rest",
        "Les autres stipulations de {document} demeurent inchangées.",
        "All other provisions of {document} remain unchanged.",
        "C. civ., article 1193",
    ),
)


def mention(code: str, on: date, language: str, **values: str) -> str:
    """The wording of `code` on the day `on`, filled with `values`. Raises MentionMissing."""
    for one in MENTIONS:
        if one.code == code and one.holds(on):
            return (one.fr if language == "fr" else one.en).format(**values)
    raise MentionMissing(code, on)


def registration(nda: str, region: str, on: date, language: str, *, public: bool = False) -> str:
    """The registration sentence of a contract (or of a `public` document); empty without a number.

    `nda` is written as given. A first agreement is signed before the number exists, and stays valid.
    """
    if not nda:
        return ""
    code = "registration_public" if public else "registration_contract"
    return mention(code, on, language, nda=nda, region=region, of_region=of_region(region))


def of_region(region: str) -> str:
    """``de Bretagne``, ``d’Île-de-France``, ``des Pays de la Loire``, ``du Grand Est``."""
    article = {
        "Pays de la Loire": "des ",
        "Hauts-de-France": "des ",
        "Grand Est": "du ",
        "Centre-Val de Loire": "du ",
    }
    if region in article:
        return article[region] + region
    if region in ("La Réunion", "Réunion"):
        return "de La Réunion"
    if region in ("Guadeloupe", "Guyane", "Martinique"):
        return ("de " if region == "Martinique" else "de la ") + region
    return ("d’" if region[:1].upper() in "AEIOUYÉÈÎÔ" and region else "de ") + region

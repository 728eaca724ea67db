"""Question banks, over the database's URL or through REST."""

from question_bank.banks.bank import Bank, BankFailure, Counts, ImportRefused
from question_bank.banks.database import DatabaseBank
from question_bank.banks.rest import RestBank

__all__ = ["Bank", "BankFailure", "Counts", "DatabaseBank", "ImportRefused", "RestBank"]

"""What can keep the emulator from starting."""


class EmulatorError(Exception):
    """Something a person can put right; the message says what."""


class Interrupted(EmulatorError):
    """The emulator was asked to stop while it was starting."""

"""What can keep the emulator from starting."""


class EmulatorError(Exception):
    """Something that a person can fix; the message says what."""


class Interrupted(EmulatorError):
    """The emulator was asked to stop while it was starting."""

/** The functions' clock, as far as a page can know it. */

export interface Times {
  /** Milliseconds of a clock that never jumps: `performance.now()`. */
  steady(): number;
  /** Milliseconds of the device's clock, which may be wrong, and jump: `Date.now()`. */
  device(): number;
}

const BROWSER: Times = { steady: () => performance.now(), device: () => Date.now() };

/** A steady clock stands still while some devices sleep; the device's clock then runs ahead of it. */
const ASLEEP_MILLISECONDS = 2000;

export class ServerClock {
  /** What to add to the steady clock; undefined before the first `sync`. */
  #offset: number | undefined;
  #drift: number;

  constructor(private readonly times: Times = BROWSER) {
    this.#drift = this.#difference();
  }

  /**
   * Learn the time from a response.
   *
   * @param serverNow its `server_now`.
   * @param sentAt `steady()` when the request was sent; the response is taken to be written halfway.
   */
  sync(serverNow: string, sentAt: number): void {
    const receivedAt = this.times.steady();
    this.#offset = Date.parse(serverNow) - (sentAt + receivedAt) / 2;
    this.#drift = this.#difference();
  }

  /** Milliseconds of the steady clock, to give to `sync` later. */
  steady(): number {
    return this.times.steady();
  }

  /** The functions' time in milliseconds since 1970; the device's own before the first `sync`. */
  now(): number {
    return this.#offset === undefined ? this.times.device() : this.times.steady() + this.#offset;
  }

  /** Whole seconds until a time, rounded up; never negative. */
  secondsUntil(time: string): number {
    return Math.max(0, Math.ceil((Date.parse(time) - this.now()) / 1000));
  }

  /** Whether the device has slept, or its clock was set, since the last `sync`: then ask for the time again. */
  isDoubtful(): boolean {
    return Math.abs(this.#difference() - this.#drift) > ASLEEP_MILLISECONDS;
  }

  #difference(): number {
    return this.times.device() - this.times.steady();
  }
}

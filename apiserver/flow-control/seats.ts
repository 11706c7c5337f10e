import type { PriorityLevel } from './rows.ts'

/** How many requests of a level may run at a time. */
export interface SeatLimits {
  /** What its shares come to. */
  nominal: number
  /** What is left to it for certain when others have borrowed all it lends. */
  lower: number
  /** The most it may use of its own and of what it borrows. */
  upper: number
}

/**
 * Divides the server's seats by shares. Upstream: finishQueueSetReconfigs; parts are rounded up, so that together they may
 * be a few more than `total`.
 */
export function assignSeats(levels: readonly PriorityLevel[], total: number): SeatLimits[] {
  const sum = levels.reduce((shares, level) => shares + level.shares, 0)
  return levels.map(({ shares, lendablePercent, borrowingLimitPercent }) => {
    const nominal = sum === 0 ? 0 : Math.ceil((total * shares) / sum)
    const lendable = Math.round((nominal * lendablePercent) / 100)
    const borrowing = borrowingLimitPercent === undefined ? total : Math.round((nominal * borrowingLimitPercent) / 100)
    return { nominal, lower: nominal - lendable, upper: nominal + borrowing }
  })
}

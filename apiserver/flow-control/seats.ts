import type { PriorityLevel, Queuing } from './rows.ts'

/** How many requests of a level may run at a time. */
export interface SeatLimits {
  /** What its shares come to. */
  nominal: number
  /** What is left to it for certain when others have borrowed all it lends. */
  lower: number
  /** The most it may use of its own and of what it borrows. */
  upper: number
  /** The most that one request may take. */
  widest: number
}

/** The most seats that any request takes. Upstream: 100, to which only lists from etcd come; one from its cache, 10. */
const widestOfAll = 10
/** The part of its seats that one request of a level may take. Upstream: priorityLevelMaxSeatsPercent. */
const widestPart = 0.15

/**
 * Divides the server's seats by shares. Upstream: finishQueueSetReconfigs; parts are rounded up, so that together they
 * may be a few more than `total`.
 */
export function assignSeats(levels: readonly PriorityLevel[], total: number): SeatLimits[] {
  const sum = levels.reduce((shares, level) => shares + level.shares, 0)
  return levels.map(({ shares, lendablePercent, borrowingLimitPercent, queuing }) => {
    const nominal = sum === 0 ? 0 : Math.ceil((total * shares) / sum)
    const lendable = Math.round((nominal * lendablePercent) / 100)
    const borrowing = borrowingLimitPercent === undefined ? total : Math.round((nominal * borrowingLimitPercent) / 100)
    return { nominal, lower: nominal - lendable, upper: nominal + borrowing, widest: widestOf(nominal, queuing) }
  })
}

/** A flow's hand of such requests must not fill a level. */
function widestOf(nominal: number, queuing: Queuing | undefined): number {
  const inHand = queuing ? Math.min(Math.ceil(nominal * widestPart), Math.floor(nominal / queuing.handSize)) : nominal
  return Math.max(1, Math.min(widestOfAll, inHand))
}

/** What was recorded of kube-apiserver with etcd, and of a bare server on the same machine. */
export interface Recorded {
  kubeApiserver: number
  /** What the bare server did there; with it the machine's speed cancels out. */
  bare?: number
}

/** One line of the report. */
export interface Figure {
  figure: string
  unit: string
  measured: number
  /** The bare server in the same run. */
  bare?: number
  /** Of the server's process; microseconds an operation. */
  cpu?: number
  bareCpu?: number
  recorded?: Recorded
  /** What must be reached at least or (`atMost`) at most: kube-apiserver's figure times this. */
  factor?: number
  /** A goal that stands for itself. */
  limit?: number
  /** Less is better. */
  atMost?: boolean
}

/** The goal in this run: the recorded one, times how much faster this machine is now than the one that was recorded. */
function goalOf({ recorded, factor, limit, bare, atMost }: Figure): number | undefined {
  if (limit !== undefined) return limit
  if (!recorded || factor === undefined) return undefined
  const speed = recorded.bare === undefined || bare === undefined || atMost ? 1 : bare / recorded.bare
  return recorded.kubeApiserver * factor * speed
}

/** Prints all of them as a table. */
export function printReport(figures: readonly Figure[]): void {
  console.table(figures.map((one) => {
    const { figure, unit, measured, bare, cpu, bareCpu, recorded, atMost } = one
    const goal = goalOf(one)
    return {
      figure, unit,
      measured: short(measured), bare: short(bare), 'of bare': ratio(measured, bare),
      'CPU µs': short(cpu), 'bare CPU µs': short(bareCpu), 'of bare by CPU': ratio(bareCpu, cpu),
      'kube-apiserver': recorded?.kubeApiserver,
      goal: goal === undefined ? undefined : `${atMost ? '≤' : '≥'} ${short(goal)}`,
      'goal of bare': atMost ? undefined : ratio(goal, bare),
      met: goal === undefined ? undefined : atMost ? measured <= goal : measured >= goal,
    }
  }))
}

function short(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toPrecision(value >= 1000 ? 5 : 3))
}

function ratio(value: number | undefined, by: number | undefined): number | undefined {
  return value === undefined || by === undefined ? undefined : Number((value / by).toFixed(3))
}

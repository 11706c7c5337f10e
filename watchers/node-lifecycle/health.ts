import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Clock } from '../runtime/clock.ts'
import { graceOf } from './plan.ts'
import type { EvictionPace } from './plan.ts'
import { isCutOff, zoneKey, zonesOf } from './zones.ts'
import type { Zone } from './zones.ts'

/** What is remembered of nodes: when each last gave a sign of life, and how their zones are. */
export class NodeHealth {
  /** By our own clock: the clocks of other hosts are not trusted. */
  private readonly seen = new Map<string, number>()
  private readonly evicted = new Map<string, number>()
  private zones = new Map<string, Zone>()
  private readonly clock: Clock

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** The node gave a sign of life. */
  beat(name: string): void {
    this.seen.set(name, this.clock.now())
  }

  isKnown(name: string): boolean {
    return this.seen.has(name)
  }

  forget(name: string): void {
    this.seen.delete(name)
  }

  /** How many milliseconds the node may yet be silent; 0 or less when its time is over. */
  patienceWith(node: KubeObject): number {
    return (this.seen.get(node.metadata.name!) ?? this.clock.now()) + graceOf(node) - this.clock.now()
  }

  /** Looks at all nodes; says whether pods of other nodes than before may now be driven away, or no longer. */
  judgeZones(nodes: readonly KubeObject[]): boolean {
    const before = this.zones
    this.zones = zonesOf(nodes)
    const [wasCutOff, isNow] = [isCutOff(before), isCutOff(this.zones)]
    // Who was cut off has not heard of anyone, and begins to listen anew.
    if (wasCutOff && !isNow) for (const name of this.seen.keys()) this.beat(name)
    return wasCutOff !== isNow || before.size !== this.zones.size
      || [...this.zones].some(([key, { interval }]) => before.get(key)?.interval !== interval)
  }

  paceOf(node: KubeObject): EvictionPace {
    if (isCutOff(this.zones)) return { do: 'never' }
    const key = zoneKey(node)
    const wait = (this.evicted.get(key) ?? -Infinity) + (this.zones.get(key)?.interval ?? 0) - this.clock.now()
    return wait <= 0 ? { do: 'now' } : { do: 'wait', milliseconds: wait }
  }

  /** Pods of this node are being driven away from now on: the next node of its zone waits for its turn. */
  beginEviction(node: KubeObject): void {
    this.evicted.set(zoneKey(node), this.clock.now())
  }
}

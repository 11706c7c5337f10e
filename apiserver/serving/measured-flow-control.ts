import type { FlowControl } from '../flow-control/flow-control.ts'
import { waitBuckets } from '../flow-control/wait-times.ts'
import type { FlowControlSource } from '../metrics/flow-control-metrics.ts'

/** Flow control as metrics see it. */
export function measured(flowControl: FlowControl): FlowControlSource {
  return {
    waitBuckets,
    *levels() {
      for (const { row, limits } of flowControl.levels()) yield { name: row.name, ...limits }
    },
    *flows() {
      for (const { schema, waits, ...flow } of flowControl.flows()) {
        yield {
          ...flow, level: schema.level, schema: schema.name, waits: { true: waits.executed, false: waits.refused },
        }
      }
    },
  }
}

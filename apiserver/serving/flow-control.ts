import { FlowControl } from '../flow-control/flow-control.ts'
import { readLevels, readSchemas } from '../flow-control/rows.ts'
import { collectionKey } from '../registry/resource.ts'
import type { Subscription } from '../watch/cache-contract.ts'
import type { Resources } from './resources-in-use.ts'
import { storedObjects } from './stored-objects.ts'

const group = 'flowcontrol.apiserver.k8s.io/v1'
const levelKind = `${group}/prioritylevelconfigurations`
const schemaKind = `${group}/flowschemas`

/** Gives out `total` seats as the stored objects say now; a change of them counts from the next request on. */
export async function followFlowControl(
  resources: Resources, total: number,
): Promise<{ flowControl: FlowControl; close(): void }> {
  const flowControl = new FlowControl(total)
  const configure = (): void => {
    const levels = readLevels(storedObjects(resources, levelKind))
    flowControl.configure(levels, readSchemas(storedObjects(resources, schemaKind), levels))
  }
  const subscriptions: Subscription[] = []
  for (const kind of [levelKind, schemaKind]) {
    const resource = resources.get(kind)
    if (resource) {
      subscriptions.push(
        await resource.cache.subscribe(resource.cache.revision, collectionKey(resource, ''), configure),
      )
    }
  }
  configure()
  return { flowControl, close: () => subscriptions.forEach((one) => one.close()) }
}

import { isAlreadyExists, isNamespaceTerminating, isNotFound, runController } from '../runtime/controller.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'

/** Every namespace has a ServiceAccount `default`; without it the API server refuses pods. */
export function serviceAccountController({ client, informers, log, clock, signal }: ControllerContext): Controller {
  const queue = createWorkQueue({ clock })
  const namespaces = informers.for(resources.namespaces)
  const accounts = informers.for(resources.serviceAccounts)
  namespaces.subscribe({ added: ({ metadata }) => queue.add(metadata.name!) })
  accounts.subscribe({ deleted: ({ metadata }) => { if (metadata.name === 'default') queue.add(metadata.namespace!) } })

  const reconcile = async (name: string): Promise<void> => {
    const namespace = namespaces.lister.get(name)
    if (namespace?.['status']?.phase === 'Terminating' || namespace === undefined) return
    if (accounts.lister.get(`${name}/default`) !== undefined) return
    try {
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } }
      await client.create(inNamespace(resources.serviceAccounts, name), account)
    } catch (error) {
      if (!isAlreadyExists(error) && !isNotFound(error) && !isNamespaceTerminating(error)) throw error
    }
  }
  return { run: () => runController({ name: 'serviceaccount-controller', queue, reconcile, workers: 1, log, signal }) }
}

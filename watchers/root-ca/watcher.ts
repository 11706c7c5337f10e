import { isDeepStrictEqual } from 'node:util'
import { isAlreadyExists, isNamespaceTerminating, isNotFound, runController } from '../runtime/controller.ts'
import type { ControllerFactory } from '../runtime/controller.ts'
import { inNamespace, resources } from '../runtime/resources.ts'
import { createWorkQueue } from '../runtime/work-queue.ts'

const name = 'kube-root-ca.crt'
const description = 'kubernetes.io/description'

/** Every namespace has a ConfigMap with the CA by which pods trust the API server. */
export function rootCaPublisher(rootCa: string): ControllerFactory {
  return ({ client, informers, log, clock, signal }) => {
    const queue = createWorkQueue({ clock })
    const namespaces = informers.for(resources.namespaces)
    const published = informers.for(resources.configMaps, { fieldSelector: `metadata.name=${name}` })
    namespaces.subscribe({ added: ({ metadata }) => queue.add(metadata.name!) })
    published.subscribe({
      updated: (_, { metadata }) => queue.add(metadata.namespace!),
      deleted: ({ metadata }) => queue.add(metadata.namespace!),
    })

    const reconcile = async (namespace: string): Promise<void> => {
      const found = namespaces.lister.get(namespace)
      if (found === undefined || found['status']?.phase === 'Terminating') return
      const existing = published.lister.get(`${namespace}/${name}`)
      const wanted = configMap(namespace, rootCa)
      if (existing !== undefined && isDeepStrictEqual(existing['data'], wanted.data)
          && existing.metadata.annotations?.[description]) return
      const ref = inNamespace(resources.configMaps, namespace)
      try {
        if (existing === undefined) await client.create(ref, wanted)
        else {
          const annotations = { ...existing.metadata.annotations, ...wanted.metadata.annotations }
          await client.update(ref, { ...existing, metadata: { ...existing.metadata, annotations }, data: wanted.data })
        }
      } catch (error) {
        if (!isAlreadyExists(error) && !isNotFound(error) && !isNamespaceTerminating(error)) throw error
      }
    }
    return {
      run: () => runController({ name: 'root-ca-certificate-publisher', queue, reconcile, workers: 1, log, signal }),
    }
  }
}

function configMap(namespace: string, rootCa: string) {
  const annotations = {
    [description]: 'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints '
      + 'such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions '
      + 'of Kubernetes clusters.',
  }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, annotations }, data: { 'ca.crt': rootCa } }
}

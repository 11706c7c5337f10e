import type { KubeObject } from '../../../apimachinery/meta.ts'
import { ipWarnings } from '../core/ip-warnings.ts'
import { restore } from '../core/restore.ts'
import { ageColumn, column, nameColumn } from '../core/table-columns.ts'
import { statusVerbs } from '../core/verbs.ts'
import type { ResourceDefinition } from '../definition.ts'
import { raiseGeneration } from '../meta/generation.ts'
import { plainRow } from '../meta/plain-row.ts'
import { validateIngress, validateIngressStatusUpdate, validateIngressUpdate } from './ingress-validation.ts'
import { classAnnotation } from './ingress-class-annotation.ts'

/** Ingress: how requests from outside find Services by host and path. */
export const ingress: ResourceDefinition = {
  ...plainRow,
  group: 'networking.k8s.io',
  kind: 'Ingress',
  resource: 'ingresses',
  singular: 'ingress',
  shortNames: ['ing'],
  namespaced: true,
  type: 'k8s.io/api/networking/v1.Ingress',
  storagePrefix: 'ingress',
  strategy: {
    applyDefaults: () => {},
    prepareForCreate(object) {
      delete object['status']
      object.metadata.generation = 1
    },
    validate: validateIngress,
    warningsOnCreate: ({ metadata, spec }) =>
      (metadata.annotations?.[classAnnotation] !== undefined && spec?.ingressClassName === undefined
        ? [`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`]
        : []),
    prepareForUpdate(object, old) {
      restore(object, old, 'status')
      raiseGeneration(object, old, 'k8s.io/api/networking/v1.IngressSpec')
    },
    validateUpdate: validateIngressUpdate,
  },
  status: {
    prepareForUpdate: (object, old) => restore(object, old, 'spec'),
    validateUpdate: validateIngressStatusUpdate,
    warningsOnUpdate: (object) => pointsOf(object).flatMap(({ ip = '' }, at) =>
      ipWarnings(ip, `status.loadBalancer.ingress[${at}]`)),
  },
  subresources: [{ name: 'status', kind: 'Ingress', verbs: statusVerbs }],
  columns: [
    nameColumn,
    column('Class', 'The name of the IngressClass resource that should be used for additional configuration',
      ({ spec }) => spec?.ingressClassName ?? '<none>'),
    column('Hosts', 'Hosts that incoming requests are matched against before the ingress rule', hostsOf),
    column('Address', 'Address is a list containing ingress points for the load-balancer', addressOf),
    column('Ports', 'Ports of TLS configurations that open', ({ spec }) => (spec?.tls?.length > 0 ? '80, 443' : '80')),
    ageColumn,
  ],
}

const pointsOf = ({ status }: KubeObject): { ip?: string; hostname?: string }[] => status?.loadBalancer?.ingress ?? []

/** The hosts of the first three rules, and how many rules there are besides. */
function hostsOf({ spec }: KubeObject): string {
  const rules: { host?: string }[] = spec?.rules ?? []
  const hosts: string[] = []
  let more = false
  for (const { host } of rules) {
    more ||= hosts.length === 3
    if (host && !more) hosts.push(host)
  }
  return more ? `${hosts.join(',')} + ${rules.length - 3} more...` : hosts.join(',') || '*'
}

/** Each address once, sorted. */
function addressOf(object: KubeObject): string {
  const addresses = pointsOf(object).flatMap(({ ip, hostname }) => ip || hostname || [])
  return [...new Set(addresses)].sort().join(',')
}

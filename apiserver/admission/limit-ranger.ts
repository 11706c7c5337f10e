import type { KubeObject } from '../../apimachinery/meta.ts'
import { forbid } from './forbid.ts'
import { applyLimitDefaults } from './limit-defaults.ts'
import { claimViolations, podViolations } from './limit-rules.ts'
import type { AdmissionPlugin, AdmissionSources, Attributes } from './plugin.ts'

/** What pods and claims ask for stays within the limits of their namespace. Upstream: plugin/admission/limitranger. */
export function limitRanger({ listObjects }: Pick<AdmissionSources, 'listObjects'>): AdmissionPlugin {
  const rangesFor = async (attributes: Attributes): Promise<readonly KubeObject[]> =>
    (isLimited(attributes) ? ((await listObjects?.('/v1/limitranges', attributes.namespace)) ?? []) : [])
  return {
    name: 'LimitRanger',
    only: ['pods', 'persistentvolumeclaims'],
    async admit(attributes) {
      if (attributes.definition.resource !== 'pods' || attributes.object === undefined) return
      for (const range of await rangesFor(attributes)) applyLimitDefaults(attributes.object, itemsOf(range))
    },
    async validate(attributes) {
      const { object, definition } = attributes
      if (object === undefined) return
      const violations = definition.resource === 'pods' ? podViolations : claimViolations
      for (const range of await rangesFor(attributes)) {
        const found = [...new Set(violations(object, itemsOf(range)))]
        if (found.length > 0) throw forbid(attributes, found.length === 1 ? found.join() : `[${found.join(', ')}]`)
      }
    },
  }
}

/** New pods and resized ones, and claims; what is going away is left alone. */
function isLimited({ definition, operation, subresource, old }: Attributes): boolean {
  if (definition.group !== '' || old?.metadata.deletionTimestamp) return false
  if (definition.resource === 'persistentvolumeclaims') {
    return subresource === '' && (operation === 'CREATE' || operation === 'UPDATE')
  }
  if (definition.resource !== 'pods') return false
  return subresource === 'resize' ? operation === 'UPDATE' : subresource === '' && operation === 'CREATE'
}

const itemsOf = ({ spec }: KubeObject): any[] => spec?.limits ?? []

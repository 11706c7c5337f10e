import { classAnnotation } from '../resources/networking/ingress-class-annotation.ts'
import { isDefaultIngressClass } from '../resources/networking/ingress-class.ts'
import { newestDefault } from './default-class.ts'
import { objectOf } from './kind-of.ts'
import type { AdmissionPlugin, AdmissionSources } from './plugin.ts'

/** An Ingress that asks for no class gets the default one. Upstream: admission/network/defaultingressclass. */
export function defaultIngressClass({ listObjects }: Pick<AdmissionSources, 'listObjects'>): AdmissionPlugin {
  return {
    name: 'DefaultIngressClass',
    only: ['ingresses.networking.k8s.io'],
    async admit(attributes) {
      const ingress = objectOf(attributes, 'CREATE', 'ingresses.networking.k8s.io')
      if (ingress === undefined || ingress['spec']?.ingressClassName !== undefined) return
      if (ingress.metadata.annotations?.[classAnnotation] !== undefined) return
      const classes = (await listObjects?.('networking.k8s.io/v1/ingressclasses', '')) ?? []
      const found = newestDefault(classes, isDefaultIngressClass)
      if (found) ingress['spec'] = { ...ingress['spec'], ingressClassName: found.metadata.name }
    },
  }
}

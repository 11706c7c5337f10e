import { badRequest } from '../../../apimachinery/api-error.ts'
import { rulesFor } from '../../authz/rules-for.ts'
import type { Review } from './review.ts'

/** SelfSubjectRulesReview: what may I do in a namespace? */
export const selfSubjectRulesReview: Review = {
  check({ object }) {
    if (!object['spec']?.namespace) throw badRequest('no namespace on request')
  },
  async answer({ object: { apiVersion, kind }, user }) {
    const rules = rulesFor(user)
    const resourceRules = rules.filter(({ paths }) => paths === undefined)
      .map(({ verbs, groups = [], resources = [] }) => ({ verbs, apiGroups: groups, resources }))
    const nonResourceRules = rules.flatMap(({ verbs, paths }) => (paths ? [{ verbs, nonResourceURLs: paths }] : []))
    return { apiVersion, kind, metadata: {}, status: { resourceRules, nonResourceRules, incomplete: false } }
  },
}

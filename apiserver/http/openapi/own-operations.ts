import { documentMedia, groupWord, tagOf } from './operations.ts'
import type { Operation } from './operations.ts'

/** Operations that no kind has: the documents with which the API describes itself. */
type Draft = Pick<Operation, 'path' | 'id' | 'tag' | 'description'> & Partial<Operation>

const own = (draft: Draft): Operation =>
  ({ method: 'get', parameters: [], table: '', media: documentMedia, ...draft })

const title = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** `/api/v1/`, `/apis/GROUP/VERSION/`: the resources of a version. */
export function versionOperation(group: string, version: string): Operation {
  return own({
    path: group === '' ? `/api/${version}/` : `/apis/${group}/${version}/`,
    id: `get${groupWord(group)}${title(version)}APIResources`,
    tag: tagOf(group, version),
    description: 'get available resources',
    result: 'meta/v1.APIResourceList',
  })
}

/** `/apis/GROUP/`, and `/api/` for the core. */
export function groupOperation(group: string): Operation {
  if (group === '') {
    const description = 'get available API versions'
    return own({ path: '/api/', id: 'getCoreAPIVersions', tag: 'core', description, result: 'meta/v1.APIVersions' })
  }
  return own({
    path: `/apis/${group}/`,
    id: `get${groupWord(group)}APIGroup`,
    tag: tagOf(group),
    description: 'get information of a group',
    result: 'meta/v1.APIGroup',
  })
}

/** What does not belong to a group. */
export const ownOperations: readonly Operation[] = [
  own({
    path: '/apis/', id: 'getAPIVersions', tag: 'apis', description: 'get available API versions',
    result: 'meta/v1.APIGroupList',
  }),
  own({
    path: '/version/', id: 'getCodeVersion', tag: 'version', description: 'get the version information for this server',
    result: 'version.Info', media: { consumes: ['application/json'], produces: ['application/json'] },
  }),
  own({
    path: '/.well-known/openid-configuration/', id: 'getServiceAccountIssuerOpenIDConfiguration', tag: 'WellKnown',
    description: "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
    media: { produces: ['application/json'] },
  }),
  own({
    path: '/openid/v1/jwks/', id: 'getServiceAccountIssuerOpenIDKeyset', tag: 'openid',
    description: 'get service account issuer OpenID JSON Web Key Set (contains public token verification keys)',
    media: { produces: ['application/jwk-set+json'] },
  }),
]

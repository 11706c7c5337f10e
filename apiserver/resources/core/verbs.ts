/** The verbs of an ordinary kind, in the order in which discovery lists them. */
export const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const

/** The verbs of a `status` subresource. */
export const statusVerbs = ['get', 'patch', 'update'] as const

/** The verbs of a subresource that passes requests on. */
export const proxyVerbs = ['create', 'delete', 'get', 'patch', 'update'] as const

import type { ResourceDefinition } from '../definition.ts'
import { clusterRoleBinding, roleBinding } from './role-binding.ts'
import { clusterRole, role } from './role.ts'

/** The kinds of rbac.authorization.k8s.io. */
export const rbacRows: readonly ResourceDefinition[] = [clusterRoleBinding, clusterRole, roleBinding, role]

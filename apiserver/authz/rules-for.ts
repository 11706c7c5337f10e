import type { UserInfo } from '../authn/user.ts'
import { type PolicyRow, type PolicyRule, policy } from './policy.ts'

/** All that the rows allow this user, in any namespace; upstream: authorizer.RuleResolver. */
export function rulesFor(user: UserInfo, rows: readonly PolicyRow[] = policy): PolicyRule[] {
  return rows.filter(({ subject }) => ('user' in subject
    ? subject.user === user.name
    : user.groups.includes(subject.group)))
    .flatMap(({ rules }) => rules)
}

import type { UserInfo } from '../filters/interfaces.ts'

/** A user as reviews show one; upstream: authentication/v1.UserInfo. */
export function shownUser({ name, uid, groups, extra }: UserInfo): Record<string, unknown> {
  return { username: name, uid, groups: [...groups], extra }
}

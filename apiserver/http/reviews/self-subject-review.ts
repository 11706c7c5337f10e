import { formatTime } from '../../../apimachinery/meta.ts'
import type { Review } from './review.ts'
import { shownUser } from './user-info.ts'

/** SelfSubjectReview: who am I? */
export const selfSubjectReview: Review = {
  check: () => {},
  async answer({ object: { apiVersion, kind }, user, now }) {
    return { apiVersion, kind, metadata: { creationTimestamp: formatTime(now) }, status: { userInfo: shownUser(user) } }
  },
}

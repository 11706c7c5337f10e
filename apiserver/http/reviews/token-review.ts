import { badRequest } from '../../../apimachinery/api-error.ts'
import type { Review } from './review.ts'
import { shownUser } from './user-info.ts'

/** TokenReview: whose token is this? */
export const tokenReview: Review = {
  check({ object }) {
    if (!object['spec']?.token) throw badRequest('token is required for TokenReview in authentication')
  },
  async answer({ object, sources }) {
    const { token, audiences } = object['spec']
    const found = await sources.reviewToken(token, audiences ?? [])
    // What the question says of its answer stays, where the answer says nothing.
    const before = object['status']
    if ('error' in found) return { ...object, status: { ...before, authenticated: false, error: found.error } }
    return {
      ...object, status: { ...before, authenticated: true, user: shownUser(found.user), audiences: found.audiences },
    }
  },
}

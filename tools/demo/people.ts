/** Streets, communities and grids in which the people live whom docs, tests and the tour name. */
export const CUNTAN = '500105005'
export const GUANYINQIAO = '500105006'

/** The people with a name of their own: post → logins, in the order of its holders. Every street-bound one has a twin `<login>-other`. */
export function namedLogins(): Map<string, readonly string[]> {
  const logins = new Map<string, readonly string[]>([
    ['500105/district-centre/dispatcher', ['district-1', 'district-2']],
    ['500105/district-centre/editor', ['editor-1']],
    ['500105/district-centre/integrator', ['integrator-1']],
    ['500105/housing/officer', ['department-1']],
  ])
  for (const [street, suffix] of [
    [CUNTAN, ''],
    [GUANYINQIAO, '-other'],
  ] as const) {
    for (const [post, people] of streetPeople(street)) {
      logins.set(
        post,
        people.map((login) => `${login}${suffix}`),
      )
    }
  }
  return logins
}

/** `-1` is the one that everything is shown with; `-2` and up are colleagues, in the same post unless the comment says otherwise. */
function streetPeople(street: string): [post: string, logins: string[]][] {
  return [
    [`${street}/street-centre/dispatcher`, ['dispatcher-1', 'dispatcher-2']],
    [`${street}/street-centre/verifier`, ['verifier-1', 'verifier-2']],
    [`${street}/street-centre/leader`, ['leader-1']],
    [`${street}/street-centre/supervisor`, ['supervisor-1']],
    [`${street}/property-management/handler`, ['post-1', 'post-2']],
    [`${street}/property-management/head`, ['post-3']], // another post of the same office
    [`${street}/urban-management/handler`, ['post-4', 'post-5']], // another office
    [`${street}001/community/officer`, ['community-1']],
    [`${street}002/community/officer`, ['community-2']], // the next community
    [`${street}001001/grid-team/leader`, ['grid-leader-1']],
    [`${street}001001/grid-team/worker`, ['grid-worker-1']],
    [`${street}001002/grid-team/leader`, ['grid-leader-2']], // the next grid
    [`${street}001002/grid-team/worker`, ['grid-worker-2']],
  ]
}

/** Beside one person for every place: somebody with two posts in one office, and somebody who has left. */
export function furtherHoldings(): { login: string; post: string; from: string; to?: string }[] {
  return [
    { login: 'post-5', post: `${CUNTAN}/urban-management/head`, from: '2025-09-01' },
    { login: 'post-5-other', post: `${GUANYINQIAO}/urban-management/head`, from: '2025-09-01' },
    { login: 'former-1', post: `${CUNTAN}/property-management/handler`, from: '2024-01-01', to: '2025-07-01' },
    { login: 'former-1-other', post: `${GUANYINQIAO}/property-management/handler`, from: '2024-01-01', to: '2025-07-01' },
  ]
}

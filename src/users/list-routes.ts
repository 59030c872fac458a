import { Router } from 'express'
import { inWords } from '../letters/letter.ts'
import { showPage } from '../web/page.ts'
import { searchForm } from './forms.ts'
import { displayName } from './names.ts'
import { listUsers } from './search.ts'
import type { User } from './users.ts'

const pageSize = 25

/** The list of users: searched, narrowed and sorted as far as an index goes, in pages. */
export function userListRoutes(): Router {
  const routes = Router()

  routes.get('/users', async (req, res) => {
    const { page, q, ...choice } = searchForm.parse(req.query)
    const search = { prefix: q, ...choice }
    const { users, total, mostListed } = await listUsers({ ...search, skip: (page - 1) * pageSize, limit: pageSize })
    const pages = Math.max(1, Math.ceil(Math.min(total, mostListed) / pageSize))
    const href = (to: number, change: Partial<typeof choice> = {}) => addressOf({ q, ...choice, ...change }, to)
    if (page > pages) return res.redirect(303, href(1))
    const isFiltered = choice.status !== undefined || choice.role !== undefined
    const isEverybody = q.trim() === '' && !isFiltered
    const locals = {
      users: users.map(toRow),
      query: q.trim(),
      isFiltered,
      total:
        isEverybody || total < mostListed ? total.toLocaleString('en') : `${mostListed.toLocaleString('en')} or more`,
      isCut: total > mostListed || (!isEverybody && total === mostListed),
      mostListed: mostListed.toLocaleString('en'),
      statuses: choicesOf(statuses),
      roles: choicesOf({ '': 'Any role', administrator: 'Administrators', user: 'Users' }),
      order: choice.order,
      canSort: q.trim() === '',
      byUsernameHref: href(1, { order: 'username' }),
      newestHref: href(1, { order: 'newest' }),
      page,
      pages,
      previousHref: page > 1 ? href(page - 1) : undefined,
      nextHref: page < pages ? href(page + 1) : undefined,
    }
    const values = { q, status: choice.status ?? '', role: choice.role ?? '' }
    showPage(req, res, { view: 'users/list', layout: 'console', section: 'users', title: 'Users', values, locals })
  })

  return routes
}

const statuses = {
  '': 'Any status',
  active: 'Active',
  invited: 'Invited',
  'reset-required': 'Reset required',
  disabled: 'Disabled',
}

function addressOf(search: Record<string, string | undefined>, page: number): string {
  const chosen = Object.entries({ ...search, page: page > 1 ? String(page) : '' })
  const told = chosen.filter((pair): pair is [string, string] => !!pair[1] && pair[1] !== 'username')
  return told.length > 0 ? `/users?${new URLSearchParams(told)}` : '/users'
}

function choicesOf(texts: Record<string, string>) {
  return Object.entries(texts).map(([value, text]) => ({ value, text }))
}

function toRow(user: User) {
  const { id, username, email, roles, status, lastSignInAt, createdAt } = user
  const lastSignIn = lastSignInAt ? inWords(lastSignInAt) : 'Never'
  return {
    id,
    username,
    email,
    roles,
    status,
    displayName: displayName(user),
    lastSignIn,
    created: inWords(createdAt).slice(0, 10),
  }
}

import ejs from 'ejs'
import express from 'express'

/** A bare Express + EJS page of as many bytes as the first argument says, on the port the second one names: the baseline. */
const [bytes = 0, port = 0] = process.argv.slice(2).map(Number)
const template =
  '<!doctype html><title><%= title %></title><p><%= text %></p><% for (const line of lines) { %><p><%= line %></p><% } %>'
const page = ejs.compile(template)
const lines = Array.from({ length: 20 }, () => 'x'.repeat(Math.max(1, Math.floor((bytes - 70) / 20) - 7)))

const app = express()
app.get('/', (_req, res) => {
  res.type('html').send(page({ title: 'Sign in', text: 'E-mail address or username', lines }))
})
app.listen(port, '127.0.0.1')

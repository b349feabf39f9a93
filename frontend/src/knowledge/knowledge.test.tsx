import { screen } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { fakeBridge } from '../bridge/fake'
import { show } from '../test/show'
import { ArticleScreen } from './ArticleScreen'
import { Knowledge } from './Knowledge'

describe('the knowledge base', () => {
  it('finds articles as one types, without asking for every key', async () => {
    const bridge = fakeBridge()
    const list = vi.spyOn(bridge.articles, 'list')
    const user = show(<Knowledge />, bridge)
    expect(await screen.findByText('5 articles')).toBeInTheDocument()
    await user.type(screen.getByLabelText('Search the knowledge base'), 'deadline')
    expect(await screen.findByText('1 article')).toBeInTheDocument()
    expect(screen.getByText('deadline').tagName).toBe('MARK')
    expect(list.mock.calls.length).toBeLessThan(5)
  })

  it('says that nothing is found, and what to do', async () => {
    const user = show(<Knowledge />, fakeBridge())
    await user.type(await screen.findByLabelText('Search the knowledge base'), 'zebra')
    expect(await screen.findByText('No article holds “zebra”')).toBeInTheDocument()
  })

  it('tells that a version is not the present one', async () => {
    show(<ArticleScreen slug="filing-deadlines" version="90ab12cd34ef" />, fakeBridge())
    expect(await screen.findByText('An earlier version')).toBeInTheDocument()
    expect(screen.getByRole('link', { name: 'The present version' })).toHaveAttribute('href', '#/knowledge/filing-deadlines')
  })

  it('warns of an article whose law may have changed', async () => {
    show(<ArticleScreen slug="eo-14173" />, fakeBridge())
    expect(await screen.findByText(/may have changed/)).toBeInTheDocument()
  })
})

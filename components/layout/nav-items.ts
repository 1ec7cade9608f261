import {
  Activity, BellRing, Boxes, ChartNoAxesColumn, Clock, Coins, CreditCard, FileText, Gauge, Gavel, Inbox, KeyRound, Landmark, Layers, Mail, MessageSquare,
  MessageSquareLock, Percent, ReceiptText, RefreshCw, Repeat, Scale, ScrollText, Server, Shield, TicketPercent, Undo2, User, Users,
  type LucideIcon,
} from 'lucide-react'
import { routes } from '@/lib/routes'

export type NavItem = {
  /** Key under `nav` in the messages. */
  id: string
  href: string
  icon: LucideIcon
  /** After `g`, as KeyboardEvent.code. */
  key?: string
}
export type NavSection = { id: string | null; items: readonly NavItem[] }

/** The client's pages in the order of the sidebar. */
export const portalNav: readonly NavSection[] = [
  { id: null, items: [{ id: 'dashboard', href: routes.dashboard(), icon: Gauge, key: 'KeyD' }] },
  {
    id: 'build',
    items: [
      { id: 'playground', href: routes.playground(), icon: MessageSquare, key: 'KeyP' },
      { id: 'keys', href: routes.keys(), icon: KeyRound, key: 'KeyK' },
      { id: 'models', href: routes.models(), icon: Boxes, key: 'KeyM' },
      { id: 'instances', href: routes.instances(), icon: Server, key: 'KeyI' },
    ],
  },
  { id: 'usageGroup', items: [{ id: 'usage', href: routes.usage(), icon: ChartNoAxesColumn, key: 'KeyU' }] },
  {
    id: 'accountGroup',
    items: [
      { id: 'subscription', href: routes.subscription(), icon: Layers },
      { id: 'billing', href: routes.billing(), icon: CreditCard, key: 'KeyB' },
    ],
  },
  {
    id: 'settings',
    items: [
      { id: 'profile', href: routes.profile(), icon: User, key: 'KeyS' },
      { id: 'security', href: routes.security(), icon: Shield },
      { id: 'prompts', href: routes.prompts(), icon: MessageSquareLock },
    ],
  },
]

/** The staff's pages. */
export const adminNav: readonly NavSection[] = [
  { id: null, items: [{ id: 'adminOverview', href: routes.admin(), icon: Gauge, key: 'KeyD' }] },
  {
    id: 'clientsGroup',
    items: [
      { id: 'adminClients', href: routes.adminClients(), icon: Users, key: 'KeyC' },
      { id: 'adminMails', href: routes.adminMails(), icon: Mail },
    ],
  },
  {
    id: 'catalogueGroup',
    items: [
      { id: 'adminPlans', href: routes.adminPlans(), icon: Layers },
      { id: 'adminModels', href: routes.adminModels(), icon: Boxes, key: 'KeyM' },
      { id: 'adminUpstreams', href: routes.adminUpstreams(), icon: Server },
    ],
  },
  {
    id: 'moneyGroup',
    items: [
      { id: 'adminSubscriptions', href: routes.adminSubscriptions(), icon: Repeat },
      { id: 'adminInvoices', href: routes.adminInvoices(), icon: FileText },
      { id: 'adminPayments', href: routes.adminPayments(), icon: ReceiptText },
      { id: 'adminRefunds', href: routes.adminRefunds(), icon: Undo2 },
      { id: 'adminDisputes', href: routes.adminDisputes(), icon: Gavel },
      { id: 'adminCoins', href: routes.adminCoins(), icon: Coins },
      { id: 'adminProviders', href: routes.adminProviders(), icon: CreditCard },
      { id: 'adminReconciliation', href: routes.adminReconciliation(), icon: Scale },
      { id: 'adminLedger', href: routes.adminLedger(), icon: Landmark },
      { id: 'adminArrears', href: routes.adminArrears(), icon: BellRing },
      { id: 'adminCoupons', href: routes.adminCoupons(), icon: TicketPercent },
      { id: 'adminTax', href: routes.adminTax(), icon: Percent },
      { id: 'adminRuns', href: routes.adminRuns(), icon: RefreshCw },
      { id: 'adminTestClocks', href: routes.adminTestClocks(), icon: Clock },
    ],
  },
  {
    id: 'operationsGroup',
    items: [
      { id: 'adminInstances', href: routes.adminInstances(), icon: Server, key: 'KeyI' },
      { id: 'adminWebhooks', href: routes.adminWebhooks(), icon: Inbox },
      { id: 'adminJobs', href: routes.adminJobs(), icon: Activity },
    ],
  },
  { id: 'governanceGroup', items: [{ id: 'adminAudit', href: routes.adminAudit(), icon: ScrollText }] },
]

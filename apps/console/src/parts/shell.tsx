import { AppShell, Burger, Group, Menu, NavLink, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown } from '@tabler/icons-react'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { NAVIGATION } from '../app/navigation.ts'
import { useSession } from '../app/session.ts'
import { Loading } from './loading.tsx'
import { SchemeSwitch } from './scheme-switch.tsx'

/** The frame of every page: the name, the way to the other pages, and who is signed in. */
export function Shell() {
  const [isOpen, { toggle, close }] = useDisclosure()
  const { operator, may } = useSession()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(close, [path, close])
  const shown = NAVIGATION.filter(({ role }) => may(role, role === 'owner' ? 'all' : undefined))
  return (
    <AppShell
      transitionDuration={0}
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <a className="skip" href="#main">
        To the page itself
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? 'Close the menu' : 'Open the menu'}
            />
            <img src="/console/icon.svg" alt="" width={26} height={26} />
            <Text fw={650} visibleFrom="xs">
              Countersign
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <SchemeSwitch />
            <Menu position="bottom-end" width={220}>
              <Menu.Target>
                <UnstyledButton aria-label={`Your account: ${operator.name}`}>
                  <Group gap={4} wrap="nowrap">
                    <Text size="sm" truncate maw={130}>
                      {operator.name}
                    </Text>
                    <IconChevronDown size={14} aria-hidden />
                  </Group>
                </UnstyledButton>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>{operator.email}</Menu.Label>
                <Menu.Item component={Link} to="/account">
                  Your account
                </Menu.Item>
                <Menu.Item component={Link} to="/sign-out">
                  Sign out
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs">
        <nav aria-label="Pages">
          {shown.map(({ to, label, icon: Icon }) => (
            <NavLink
              key={to}
              component={Link}
              to={to}
              label={label}
              leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
              active={path === to || path.startsWith(`${to}/`)}
              {...(path === to ? { 'aria-current': 'page' as const } : {})}
            />
          ))}
        </nav>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
    </AppShell>
  )
}

// Repositories that are pinned, and those looked at lately.
import { Text } from '@mantine/core'
import { usePlaces } from '../../app/places.ts'
import { PinButton } from '../../ui/pin-button.tsx'
import { PlaceLink } from '../../ui/place-link.tsx'
import { useWords } from '../../words/words.tsx'
import { HomeCard } from './home-card.tsx'

export function PlacesCard() {
  const { t } = useWords()
  const { pinned, recent } = usePlaces()
  const others = recent.filter((each) => !pinned.includes(each))
  return (
    <>
      {pinned.length > 0 && (
        <HomeCard title={t('home.pinned')}>
          <Names names={pinned} />
        </HomeCard>
      )}
      <HomeCard title={t('home.recent')}>
        {others.length > 0 ? (
          <Names names={others} />
        ) : (
          <Text px="md" pb="md" size="sm" c="dimmed">
            {t('home.recent.none')}
          </Text>
        )}
      </HomeCard>
    </>
  )
}

function Names({ names }: { readonly names: readonly string[] }) {
  return (
    <ul className="entries">
      {names.map((name) => (
        <li key={name}>
          <span className="entry-words">
            <PlaceLink to={`/repositories/${name}`}>{name}</PlaceLink>
          </span>
          <PinButton repository={name} />
        </li>
      ))}
    </ul>
  )
}

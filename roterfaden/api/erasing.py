"""Nothing in these tables leads to a person seeking help."""

from roterfaden.base.erasing import holds_no_person

holds_no_person("api.FeedSource", "api.FeedLink", why="andere Verzeichnisse, und welches Angebot dort wie heißt")
holds_no_person("api.FeedDelivery", why="öffentliche Angebote eines anderen Verzeichnisses, bis jemand entscheidet")

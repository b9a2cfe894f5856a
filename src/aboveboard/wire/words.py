"""The 256 words of the phrase that two people compare by voice.

Spelled the same in English and in German, everyday, lower case. Any two differ by at least three letters and none is
the beginning of another, so that a word heard wrongly is not taken for a different one. The position in this list is
the value of a byte: changing the order or a word changes the wire.
"""

_TEXT = """
anemone anorak april aquarium arena asteroid atlas atom august baby balance ballast banner baron basketball
blog bolero bonbon bonus bronze budget bungalow butler button cafeteria camping cello champion chance chef
chili city clip clown code comic computer container couch cousin cowboy cricket croissant curry cursor depot
designer dessert detail dialog disco dollar domino drama dynamo element emblem espresso event export extra
festival film filter finale fitness fjord flamenco folklore format forum foyer frost garage gecko general
generator gentleman giraffe gorilla hamburger hammer handball hobby hockey horn hotel husky index indigo
instrument internet interview iris jaguar jazz jeans jeep journal judo karaoke ketchup kimono kiosk kiwi koala
laptop laser lava leopard limit limousine magnet manager mango marathon marzipan maximum mikado million minute
moment monitor moped muffin museum musical mustang nest nougat november nylon oboe okapi olive opal orange
orbit oregano orient origami outfit panda panorama panther papaya paprika party pause pedal pergola piano
pilot pixel pizza planet plankton pony popcorn portal poster professor pudding pullover puma puzzle python
quiz radar rafting ranch ravioli reggae region reporter resort restaurant ring risotto route rugby safari
samba sandwich scout september server shampoo sheriff shorts signal skateboard slalom slogan snack software
sombrero sonar souvenir spaghetti sphinx spray standard statue stereo strand student studio suite sushi symbol
system tablet tandem tattoo taxi teddy tempo tennis terminal terrier theater thermometer thriller tiara timer
tofu tornado tourist tradition trainer transfer transport trick triumph trolley tundra tunnel turban twist
ukulele uniform union veranda video villa vitamin volleyball volt western wok wombat workshop yacht yoga zebra
"""

WORDS: tuple[str, ...] = tuple(_TEXT.split())

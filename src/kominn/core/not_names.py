"""Words written with a capital that name no person: shops, services, apps, places, days.

In Norwegian and in the languages people write to us in. The city's own areas, neighbourhoods and
services are added where the hints are asked for. What is left out costs one hint too many, what
stands here too much one too few: words that are first names too (June, Asia, Jordan) are left out.
"""

from __future__ import annotations

# What in a Norwegian place name says that it is a place.
PLACE_ENDINGS = (
    "gata", "gaten", "veien", "vegen", "skole", "skolen", "skule", "skulen", "parken", "senteret",
    "sentrum", "kirke", "kirken", "kirka", "kyrkja", "torget", "brygga", "bryggen", "bryggja",
    "stasjon", "stasjonen", "hallen", "banen", "barnehage", "barnehagen", "klubben", "kommune",
    "kommunen", "plassen", "biblioteket",
)  # fmt: skip

SHOPS = """
    Coop Extra Obs Rema Kiwi Meny Spar Joker Bunnpris Matkroken Nærbutikken Europris Rusta Ikea
    Biltema Jula Elkjøp Power Clas Ohlson Vinmonopolet Narvesen Deli Esso Shell Circle Best YX
    McDonalds Burger King Espresso House Posten Vipps Ruter Vy Bane Flytoget Lidl Aldi Zara
"""
APPS = """
    Snapchat Snap Instagram Insta TikTok Facebook Messenger WhatsApp Telegram Discord YouTube
    Twitter Twitch Reddit Signal Viber Jodel Kik Roblox Fortnite Minecraft Steam Xbox PlayStation
    Switch Google Netflix Spotify Tinder Bigo Teams Zoom Visma Vigilo Showbie Fronter Itslearning
    Internett Android iPhone Iphone Windows Apple Microsoft
"""
PLACES = """
    Sentrum Torget Bryggen Brygga Kaia Parken Skolen Kirken Kirka Stasjonen Biblioteket Rådhuset
    Helsestasjonen Ungdomsklubben Klubben Moskeen Kulturhuset Idrettshallen Legevakta Legevakten
    Norge Noreg Norway Sverige Sweden Danmark Denmark Finland Island Iceland Polen Poland Litauen
    Lithuania Latvia Estland Estonia Ukraina Ukraine Russland Russia Tyskland Germany Frankrike
    France Spania Spain Italia Italy England London Storbritannia Britain Irland Ireland Tyrkia
    Turkey Syria Irak Iraq Iran Afghanistan Pakistan India Somalia Eritrea Etiopia Ethiopia Sudan
    Kenya Uganda Nigeria Marokko Morocco Kina China Thailand Vietnam Palestina Palestine
    Gaza Libanon Lebanon Egypt Europa Europe Afrika Africa Amerika America Oslo Bergen
    Trondheim Stavanger Kristiansand Drammen Tønsberg Sandefjord Porsgrunn Skien Larvik Stavern
    Fredrikstad Sarpsborg Tromsø Bodø Vestfold Telemark Norwegia Norwegii Norwegię Norvegija
    Norvegijoje Polska Polsce Lietuva Lietuvoje Norweey Soomaaliya Норвегія Норвегії Норвегію
    Україна Україні України Україну Росія Росії Норвегия Норвегии
"""
DAYS = """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March May
    July August September October November December Christmas Easter Ramadan Eid Jul Påske Pinse
    Mandag Tirsdag Onsdag Torsdag Fredag Lørdag Søndag Januar Februar Mars Juni Juli Oktober
    Desember Isniin Talaado Arbaco Khamiis Jimce Sabti Axad Ramadaan Halloween Black
"""
PEOPLE_AND_WORDS = """
    Norwegian Norwegians English Polish Lithuanian Ukrainian Arabic Somali Tigrinya Russian Muslim
    Muslims Jewish Jews Gud God Allah Koranen Quran Bibelen Bible
    Police Nav Barnevernet Politiet Politi Politiets Norsk Engelsk Arabisk Polsk Mamma Pappa Mor
    Far Polak Polacy Norwegowie Bóg Alah
"""
NOT_NAMES = frozenset(
    word.casefold()
    for group in (SHOPS, APPS, PLACES, DAYS, PEOPLE_AND_WORDS)
    for word in group.split()
)

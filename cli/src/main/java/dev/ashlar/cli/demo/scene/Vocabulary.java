/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import java.util.List;

/** What stands on signs: invented names and common words and numbers. */
final class Vocabulary {
    static final List<String> STREETS = words(
            """
            Mill Lane, Harbour Road, Station Street, Chapel Hill, Linden Avenue, Market Square, \
            Old Bridge Way, Quarry Road, Mason Street, Church Row, River Walk, Castle Street, \
            Orchard Close, Kings Gate, Park Terrace, Bahnhofstraße, Gartenweg, Rue du Moulin, \
            Place du Marché, Via Roma, Calle Mayor, Schulgasse, Am Mühlbach, Queen's Quay""");
    static final List<String> PLACES = words(
            """
            Ashford, Millbrook, Stonehaven, Kirkby, Waterford, Eastgate, Norwick, Lindau, Fairview, \
            Redhill, Bergdorf, Altstadt, Centre, Airport, Harbour, Museum, Hospital, University, City Hall, \
            Old Town, Zoo, Stadium, Ferry, Camping""");
    static final List<String> SHOPS = words(
            """
            Bakery, Café Central, Books, Flowers, Pharmacy, Hotel Regent, Pizzeria Roma, Butcher, Optician, \
            Bike Repair, Golden Lion, The Anchor, Tailor, Barber Shop, Antiques, Toys, Hardware, \
            Fish & Chips, Wine Bar, Tea Room, Sport Meyer, Kiosk, Music House, Green Grocer, Shoes, \
            Camera World, Bistro, Old Forge, Deli, Laundry""");
    static final List<String> SLOGANS = words(
            """
            open daily, since 1924, fresh every day, 9 - 18 h, Mon - Sat, family business, take away, \
            new & used, est. 1887, free parking, tel. 555 0143, first floor, welcome, best in town""");
    static final List<String> POSTERS = words(
            """
            SALE, CONCERT, Summer Fair, CIRCUS, Jazz Night, Flea Market, OPEN AIR, EXHIBITION, LAST DAYS, \
            NEW, Theatre, TO LET, Book Week, City Run""");
    static final List<String> DETAILS = words(
            """
            50 % OFF, Sunday 10 am, free entry, 12 - 19 May, tickets at the door, in the park, \
            all day long, from 7.50, today only, Hall 3, call 555 0187, June 21, every Friday, \
            until Saturday, doors open 20.00, kids half price""");
    static final List<String> ORDERS = words(
            """
            EXIT, TAXI, BUS, ONE WAY, DETOUR, NO PARKING, SLOW, SCHOOL, TOLL, NO ENTRY, KEEP LEFT, \
            KEEP CLEAR, ROAD CLOSED, CYCLISTS, LOADING, GIVE WAY, DEAD END, TRAM""");
    static final List<String> LIMITS = words("""
            20, 30, 40, 50, 60, 70, 80, 100, 120""");

    private static final String LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";

    private Vocabulary() {}

    /** A house number such as 7, 48b or 112. */
    static String houseNumber(Dice dice) {
        String number = Integer.toString(dice.whole(1, dice.chance(0.3) ? 199 : 59));
        return dice.chance(0.15) ? number + dice.pick(List.of("a", "b", "c")) : number;
    }

    /** A string like those on licence plates. */
    static String plate(Dice dice) {
        return switch (dice.whole(0, 2)) {
            case 0 -> letters(dice, 2) + " " + letters(dice, 2) + " " + dice.whole(10, 9999);
            case 1 -> letters(dice, 2) + "-" + dice.whole(100, 999) + "-" + letters(dice, 2);
            default -> letters(dice, 2) + dice.whole(10, 79) + " " + letters(dice, 3);
        };
    }

    /** Some text of any kind, for a line without a sign. */
    static String any(Dice dice) {
        return switch (dice.whole(0, 7)) {
            case 0 -> plate(dice);
            case 1 -> dice.pick(PLACES) + " " + dice.whole(1, 99);
            default -> dice.pick(dice.pick(List.of(STREETS, SHOPS, SLOGANS, POSTERS, DETAILS, ORDERS)));
        };
    }

    private static List<String> words(String text) {
        return List.of(text.split(", ", -1));
    }

    private static String letters(Dice dice, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(LETTERS.charAt(dice.whole(0, LETTERS.length() - 1)));
        }
        return text.toString();
    }
}

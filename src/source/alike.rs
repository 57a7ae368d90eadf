//! Letters of two alphabets that look the same.

/// Latin letters and the Cyrillic ones that look the same.
pub const ALIKE: &[(char, char)] = &[
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('o', 'о'),
    ('p', 'р'),
    ('x', 'х'),
    ('y', 'у'),
];

/// Whether nobody can tell the two letters apart.
pub fn look_alike(one: char, other: char) -> bool {
    ALIKE.contains(&(one, other)) || ALIKE.contains(&(other, one))
}

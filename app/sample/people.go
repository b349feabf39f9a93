package sample

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// origin is a stock of names that go together. How often it is drawn is its
// share.
type origin struct {
	share    int
	given    []string
	family   []string
	initials bool // people commonly have a middle initial
}

// origins are names of many languages and scripts, all of which the paper's
// fonts can print. Given and family names are joined by chance.
var origins = []origin{
	{30, words("James Mary Robert Patricia Michael Linda DeShawn Keisha Ethan Grace Tyrone Margaret Caleb Ruth Andre Susan"),
		words("Johnson Washington Miller Baker O’Brien McAllister Freeman Whitfield Turner Hargrove Bennett Coleman Sinclair Pruitt Jefferson Lindqvist"), true},
	{16, words("Rosa José María Luis Guadalupe Andrés Inés Ramón Beatriz Joaquín Núria Íñigo"),
		[]string{"Salgado", "García Márquez", "Muñoz", "Peña", "Rodríguez-Soto", "Castañeda", "Ibáñez", "Núñez de la Cruz", "Quiñones", "Güell"}, false},
	{8, []string{"Thị Hồng Ánh", "Văn Dũng", "Quốc Bảo", "Ngọc Diệp", "Minh Châu", "Đức Thịnh"}, words("Nguyễn Trần Lê Phạm Đặng Bùi Võ"), false},
	{6, words("Jürgen Søren Zoë François Björk Åsa Mëriem Chloé"), words("Müller-Lüdenscheidt Ångström Lefèvre Sørensen Çelik Böhm D’Angelo Þórsdóttir"), false},
	{6, words("Łukasz Željka Jiří Agnieszka Ştefan Zsófia Ördög"), words("Wójcik Đorđević Dvořák Szczęsny Țepeș Kovács Škvorecký"), false},
	{5, words("Ọláyínká Chukwuemeka Amara Adébọ́lá Kwame Nneka"), words("Adébáyọ̀ Okonkwo Mensah Ògúnlẹ́yẹ Eze Diallo"), false},
	{3, words("Keoni Leilani Kaʻiulani Noa Moana"), words("Kaʻahumanu Kealoha Māhoe Nāone Kekūanāoʻa"), false},
	{3, words("Ahiga Nizhoni Tsosie Yazzie Bidziil"), words("Begay Nez Bitsuie Tsinajinnie Benally"), false},
	{3, words("Олександр Тетяна Іван Наталія Юрій"), words("Іваненко Шевченко Коваль Бойко Ткачук"), false},
	{2, words("Ελένη Γεώργιος Σοφία Νίκος"), words("Παπαδόπουλος Γεωργίου Καζαντζάκης Βασιλείου"), false},
	{2, words("Անի Արմեն Նարեկ Լուսինե"), words("Հակոբյան Սարգսյան Պետրոսյան Գրիգորյան"), false},
	{1, words("გიორგი ნინო დავით"), words("ბერიძე კაპანაძე გელაშვილი"), false},
	{3, words("محمد فاطمة عمر ليلى حسن"), []string{"الأحمد", "حداد", "العلي", "منصور", "خليل"}, false},
	{1, words("پروین آرش نسرین"), words("گلچین کریمی پورزند"), false},
	{2, words("נועה דוד שרה יוסף"), words("כהן לוי מזרחי פרץ"), false},
	{1, words("አበበ ሰላማዊት ዮሐንስ"), words("ቢቂላ ተስፋዬ ገብረ"), false},
	{4, words("小明 丽华 伟 秀英 建国"), words("王 李 张 陈 欧阳"), false},
	{2, words("太郎 花子 健一 さくら"), words("山田 髙橋 渡邊 中村"), false},
	{2, words("민준 서연 지훈 수빈"), words("김 이 박 최"), false},
	{1, words("ᎠᏂ ᏩᎴᎵ"), words("ᏎᏉᏯ ᏥᏍᏆ"), false},
}

func words(s string) []string { return strings.Fields(s) }

// person is somebody who does not exist.
type person struct {
	first, middle, last, suffix string
	email                       string
	home                        place
	street, street2             string
	day, evening                string
}

func someone(r *rand.Rand, i int) person {
	from := draw(r)
	p := person{first: one(r, from.given), last: one(r, from.family), home: one(r, places)}
	if from.initials {
		if chance(r, 40) {
			p.middle = string(rune('A'+r.IntN(26))) + "."
		}
		if chance(r, 5) {
			p.suffix = one(r, words("Jr. Sr. II III"))
		}
	}
	p.email = mailbox(p, i) + "@" + one(r, words("example.com example.com example.org"))
	p.street = fmt.Sprintf("%d %s", 100+r.IntN(9800), one(r, streets))
	if chance(r, 25) {
		p.street2 = fmt.Sprintf("Apt %d", 1+r.IntN(40))
	}
	p.day, p.evening = p.home.phone(r), p.home.phone(r)
	return p
}

func draw(r *rand.Rand) origin {
	sum := 0
	for _, o := range origins {
		sum += o.share
	}
	at := r.IntN(sum)
	for _, o := range origins {
		if at -= o.share; at < 0 {
			return o
		}
	}
	return origins[0]
}

// mailbox is the name in plain letters where it has any, and a number that
// nobody else has.
func mailbox(p person, i int) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, norm.NFD.String(p.first+p.last))
	if len(plain) < 3 {
		plain = "neighbor"
	}
	return fmt.Sprintf("%s.%d", plain[:min(len(plain), 24)], i+1)
}

// ssn is a number that passes the form's check. Areas 001 to 003 with group 99
// had not been reached when numbers were given out by state, until June 2011;
// since then any number may be issued, so none is promised to be nobody's.
// Numbers of one seed differ for 29,997 people.
func ssn(seed int64, i int) string {
	n := (uint64(seed)*7919 + uint64(i)*10007) % 29997 // 10007 has no factor in common, so all are met
	return fmt.Sprintf("%03d99%04d", 1+n/9999, 1+n%9999)
}

package conversation

// Luhn reports whether digits pass the check of payment card numbers (ISO/IEC 7812; H. P. Luhn, US patent 2,950,048). Whatever
// is no digit makes the result meaningless.
func Luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

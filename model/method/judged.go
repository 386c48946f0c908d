//go:build !page

package method

// judgedRecipe returns the recipe of a method that learns from a judge.
func judgedRecipe(name string) recipe {
	switch name {
	case "dpo":
		return dpo
	case "orpo":
		return orpo
	case "reward":
		return reward
	case "ppo":
		return ppo
	}
	return nil
}
